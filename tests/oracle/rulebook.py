"""The rules in force on a day for a unit. Loading and choosing of versions are the policy language's own."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from contracts.policy.loading import Policies
from contracts.policy.rules import Rules
from contracts.policy.versions import Resolved, resolve
from tests.oracle.records import Month, Row

DAYS_BEFORE = 800


@dataclass(frozen=True)
class Units:
    """What an agency's units are to pay: their parents, who owns a service, how many it serves."""

    rows: Mapping[str, Row] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[Row]) -> "Units":
        """Units by their id."""
        return cls({row["unit_id"]: row for row in rows})

    def with_ancestors(self, unit_id: str | None) -> list[str]:
        """Unit, its parent and so on, nearest first."""
        line: list[str] = []
        while unit_id is not None and unit_id not in line:
            line.append(unit_id)
            unit_id = self.rows[unit_id]["parent_unit_id"] if unit_id in self.rows else None
        return line

    def owns_service(self, unit_id: str | None) -> bool:
        """Tell whether the unit has a counter or a complaint institution of its own."""
        row = self.rows.get(unit_id or "")
        return bool(row and (row["counter_ids"] or row["lapor_institution_ids"]))

    def users(self, unit_id: str) -> int | None:
        """Number of service users, where it is known."""
        row = self.rows.get(unit_id)
        return row["service_recipients"] if row else None


@dataclass(frozen=True)
class Rulebook:
    """Rules of one agency over the days that a month needs."""

    spans: list[Resolved]
    units: Units
    month: Month

    @classmethod
    def of(
        cls, policies: Policies, agency_id: str, month: Month, units: Units, known_on: date | None = None
    ) -> "Rulebook":
        """Rules of the agency's policy. Raises LookupError where no policy binds it in the month."""
        binding = policies.for_agency(agency_id)
        if binding is None:
            raise LookupError(f"no policy binds {agency_id}")
        first, last = month.first - timedelta(days=DAYS_BEFORE), month.last + timedelta(days=DAYS_BEFORE)
        spans = resolve(binding.policy, policies.by_id, first, last, known_on)
        if not spans:
            raise LookupError(f"no rules of {agency_id} are in force in {month.text}")
        return cls(spans, units, month)

    def _span(self, day: date) -> Resolved:
        place = bisect_right(self.spans, day, key=lambda span: span.valid_from)
        return self.spans[max(place - 1, 0)]

    @property
    def change_rule(self) -> str:
        """How a change of rules inside the month is met."""
        return self._span(self.month.last).change_rule

    @property
    def deciding_date(self) -> date:
        """Day whose rules decide what is decided once a month."""
        return self.month.first if self.change_rule == "first_day" else self.month.last

    def periods(self) -> list[tuple[date, date, date]]:
        """First and last day and deciding date of each part of the month that is paid by its own rules."""
        if self.change_rule != "by_days":
            return [(self.month.first, self.month.last, self.deciding_date)]
        spans = [
            (max(span.valid_from, self.month.first), min(span.valid_to, self.month.last))
            for span in self.spans
            if span.valid_from <= self.month.last and span.valid_to >= self.month.first
        ]
        return [(first, last, last) for first, last in spans]

    def deciding_on(self, day: date) -> date:
        """Day whose rules decide what a day of the month pays."""
        return next(rule_date for first, last, rule_date in self.periods() if first <= day <= last)

    def on(self, day: date, unit_id: str | None = None) -> Rules:
        """Rules of a day; those of the nearest unit with rules of its own replace the agency's."""
        span = self._span(day)
        for unit in self.units.with_ancestors(unit_id):
            if unit in span.scopes:
                return span.scopes[unit][0]
        return span.rules

    def monthly(self, unit_id: str | None = None) -> Rules:
        """Rules of the deciding date."""
        return self.on(self.deciding_date, unit_id)

    def pattern_of(self, unit_id: str | None, day: date) -> str:
        """Working pattern of a unit: its own, its nearest ancestor's, else the office's."""
        return self._field(unit_id, day, "pattern") or "default"

    def job_field_of(self, unit_id: str | None, day: date) -> str | None:
        """Field of work of a unit: its own, else its nearest ancestor's."""
        return self._field(unit_id, day, "job_field")

    def _field(self, unit_id: str | None, day: date, name: str) -> str | None:
        fields = [rule for rule in self.on(day, unit_id).unit_fields.values() if rule is not None]
        for unit in self.units.with_ancestors(unit_id):
            for rule in fields:
                if unit in rule.units and getattr(rule, name) is not None:
                    return str(getattr(rule, name))
        return None
