"""What one run of one month is about."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Request:
    """A month, the agencies it is run for and how much is known.

    Attributes:
        month: `2026-10`.
        agencies: region codes; empty: every agency that has landed something and has a policy.
        known_until: only what was received until then; None: everything.
        counted_until: last day that an interim review counts; None: the month is whole.
        replayed_until: a run of that time is done again: the ledger is read until then and not written.

    """

    month: str
    agencies: tuple[str, ...] = ()
    known_until: datetime | None = None
    replayed_until: datetime | None = None
    counted_until: date | None = None

    @property
    def ledger_until(self) -> datetime | None:
        """Until when the ledger is read; None: to its end."""
        return self.known_until or self.replayed_until
