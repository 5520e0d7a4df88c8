"""What one run of one month is about."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Request:
    """A month, the agencies it is run for and how much is known.

    Attributes:
        month: `2026-10`.
        agencies: region codes; empty: every agency that has landed something and has a policy.
        known_until: only what was received until then; None: everything.

    """

    month: str
    agencies: tuple[str, ...] = ()
    known_until: datetime | None = None
