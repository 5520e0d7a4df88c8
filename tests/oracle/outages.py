"""Outages: approved hours of a unit in which what the machine missed costs nobody anything."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tests.oracle.records import Row
from tests.oracle.rulebook import Units


@dataclass(frozen=True)
class Span:
    """From one moment to another, both included."""

    starts_at: datetime
    ends_at: datetime

    def touches(self, other: "Span") -> bool:
        """Tell whether the spans share a moment."""
        return self.starts_at <= other.ends_at and other.starts_at <= self.ends_at

    def holds(self, moment: datetime) -> bool:
        """Tell whether a moment lies inside."""
        return self.starts_at <= moment <= self.ends_at


@dataclass(frozen=True)
class Outages:
    """Approved outages of an agency by the unit that reported them."""

    units: Units
    spans: dict[str, list[Span]]

    @classmethod
    def of(cls, rows: Iterable[Row], units: Units) -> "Outages":
        """Take the rows that somebody approved."""
        spans: dict[str, list[Span]] = {}
        for row in rows:
            if row["approved_by"] is not None:
                spans.setdefault(row["unit_id"], []).append(Span(row["outage_from"], row["outage_to"]))
        return cls(units, spans)

    def _of_unit(self, unit_id: str | None) -> list[Span]:
        return [span for unit in self.units.with_ancestors(unit_id) for span in self.spans.get(unit, [])]

    def touch(self, unit_id: str | None, part: Span) -> bool:
        """Tell whether an outage of the unit or of one above it touches a part of a day."""
        return any(span.touches(part) for span in self._of_unit(unit_id))

    def hold_edge(self, unit_id: str | None, window: Span) -> bool:
        """Tell whether an outage holds the start or the end of a window."""
        return any(
            span.holds(window.starts_at) or span.holds(window.ends_at) for span in self._of_unit(unit_id)
        )
