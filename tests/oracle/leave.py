"""Approved absences: which one covers a day, and what percent of the day it pays."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Protocol

from contracts.policy.rules import Rules
from contracts.policy.rules_people import LeaveBand, LeaveTypeRule
from tests.oracle.exact import HUNDRED
from tests.oracle.records import Row, days_between


class IsDue(Protocol):
    """Tells whether work is due on a day, before and after the month too."""

    def __call__(self, day: date) -> bool:
        """Tell whether work is due on the day."""


@dataclass(frozen=True)
class Leaves:
    """Absences of one person; none overlaps another."""

    rows: list[Row]

    def on(self, day: date) -> Row | None:
        """Absence that covers a day."""
        for row in self.rows:
            if row["leave_from"] <= day <= (row["leave_to"] or date.max):
                return row
        return None


def leave_rule(rules: Rules, row: Row) -> LeaveTypeRule | None:
    """Rule of the absence's kind."""
    return rules.leave_types.get(row["leave_type"])


class RulesOn(Protocol):
    """Rules under which a day of the month is paid."""

    def __call__(self, day: date) -> Rules:
        """Return the rules."""


def paid_percents(
    rules_on: RulesOn, leaves: Leaves, days: list[date], workdays: list[date], is_due: IsDue
) -> dict[date, Fraction]:
    """Percent that each day of the month pays: 100, or what its leave pays by itself.

    A day of leave that no rule holds pays nothing until there is one: the person is held.
    """
    covering = {day: row for day in days if (row := leaves.on(day)) is not None}
    is_whole_month = all(leaves.on(day) is not None for day in workdays)
    return {
        day: _percent(rules_on(day), covering[day], day, is_due, is_whole_month=is_whole_month)
        if day in covering
        else HUNDRED
        for day in days
    }


def _percent(rules: Rules, row: Row, day: date, is_due: IsDue, *, is_whole_month: bool) -> Fraction:
    rule = leave_rule(rules, row)
    if rule is not None and rule.whole_month_only and not is_whole_month:
        return HUNDRED
    band = band_of(rules, row, day, is_due)
    return Fraction(0) if band is None else Fraction(band.pay)


def unruled_days(
    rules_on: RulesOn, leaves: Leaves, days: list[date], workdays: list[date], is_due: IsDue
) -> Iterator[date]:
    """Days of leave that no rule or band holds."""
    is_whole_month = all(leaves.on(day) is not None for day in workdays)
    for day in days:
        row, rules = leaves.on(day), rules_on(day)
        rule = None if row is None else leave_rule(rules, row)
        if row is None or (rule is not None and rule.whole_month_only and not is_whole_month):
            continue
        if band_of(rules, row, day, is_due) is None:
            yield day


def band_of(rules: Rules, row: Row, day: date, is_due: IsDue) -> LeaveBand | None:
    """Band of the absence's kind that holds the day, or with `span` its last day."""
    rule, how = leave_rule(rules, row), rules.leave
    if rule is None or how is None:
        return None
    if how.mode == "span":
        day = row["leave_to"]
    return _band(rule.bands, row, _ordinal(row, day, is_due, how.count), _month_ordinal(row, day))


def _ordinal(row: Row, day: date, is_due: IsDue, count: str) -> int:
    span = days_between(row["leave_from"], day)
    return max(1, sum(1 for each in span if count == "calendar" or is_due(each)))


def _month_ordinal(row: Row, day: date) -> int:
    first: date = row["leave_from"]
    months = (day.year - first.year) * 12 + day.month - first.month
    return months + (1 if day.day >= first.day else 0)


def _band(bands: list[LeaveBand], row: Row, day_no: int, month_no: int) -> LeaveBand | None:
    """Band of the day: one counted in months where it has begun, else one counted in days."""
    child = row["child_no"] or 0
    for unit, number in (("month", month_no), ("day", day_no)):
        for band in bands:
            is_child = band.child is None or (
                band.child.from_ <= child and (band.child.to is None or child <= band.child.to)
            )
            is_within = band.from_ <= number and (band.to is None or number <= band.to)
            if band.unit == unit and is_child and is_within:
                return band
    return None
