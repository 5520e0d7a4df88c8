"""Months as arguments, never from a clock."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import total_ordering

_YEAR = 12


@total_ordering
@dataclass(frozen=True)
class Month:
    """A calendar month, written `YYYY-MM`."""

    text: str

    def __post_init__(self) -> None:
        """Raise ValueError when the text is not `YYYY-MM`."""
        if self.start.strftime("%Y-%m") != self.text:
            raise ValueError(f"{self.text!r} is not a month written YYYY-MM")

    def __lt__(self, other: "Month") -> bool:
        return self.text < other.text

    @property
    def start(self) -> date:
        """First day."""
        return date.fromisoformat(f"{self.text}-01")

    @property
    def end(self) -> date:
        """Last day."""
        return self.shift(1).start - timedelta(days=1)

    def shift(self, months: int) -> "Month":
        """Return the month so many months later (earlier when negative)."""
        start = self.start
        ordinal = start.year * _YEAR + start.month - 1 + months
        return Month(f"{ordinal // _YEAR:04d}-{ordinal % _YEAR + 1:02d}")
