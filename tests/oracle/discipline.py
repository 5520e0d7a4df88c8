"""Discipline: events, what each costs, and on which base."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Literal

from contracts.policy.rules import Rules
from contracts.policy.rules_time import EventRule
from tests.oracle.days import Attendance, Day, Person
from tests.oracle.exact import from_e4

Base = Literal["aspect", "total"]


@dataclass(frozen=True)
class Cost:
    """Points of one event under one rule; `day` is None where only a recap counted it."""

    day: date | None
    kind: str
    rule_id: str
    base: Base
    aspect: str | None
    points: Fraction
    place: int


@dataclass(frozen=True)
class Discipline:
    """What a person's month cost. `recap_points` come straight from a recap that decided them."""

    is_known: bool
    costs: list[Cost]
    recap_points: Fraction | None = None

    def points(self, aspect: str) -> Fraction:
        """Points off the score of an aspect."""
        own = [cost.points for cost in self.costs if cost.base == "aspect" and cost.aspect in {None, aspect}]
        return sum(own, self.recap_points or Fraction(0))

    def total_costs(self) -> list[Cost]:
        """Costs in percent of the whole, in the order of their rules and then of their days."""
        totals = [cost for cost in self.costs if cost.base == "total"]
        return sorted(totals, key=lambda cost: (cost.place, cost.day or date.min))


def discipline_of(attendance: Attendance, person: Person, days: list[Day]) -> Discipline:
    """Discipline of a person on the evidence that counts."""
    evidence = attendance.evidence(person)
    if evidence == "hold":
        return Discipline(is_known=False, costs=[])
    if evidence == "recap" and person.recap is not None:
        rules = attendance.rulebook.monthly(person.posts.main.unit_id)
        if person.recap["deduction_points_e4"] is not None:
            return Discipline(
                is_known=True, costs=[], recap_points=from_e4(person.recap["deduction_points_e4"])
            )
        return Discipline(is_known=True, costs=_after_free(list(_recap_events(rules, person)), rules))
    by_day = {day.day: attendance.rulebook.on(day.day, day.unit_id) for day in days}
    events = [cost for day in days for cost in _day_events(by_day[day.day], day)]
    charged = _after_free(events, by_day)
    return Discipline(is_known=True, costs=_capped(charged, by_day))


def _rules_for(rules: Rules, kind: str) -> Iterator[tuple[int, str, EventRule]]:
    for place, (name, rule) in enumerate(rules.events.items()):
        if rule is not None and (rule.kind or name) == kind and rule.special_day is None:
            yield place, name, rule


def _points(rule: EventRule, minutes: int) -> tuple[int, Fraction] | None:
    """Place of the band that holds the minutes, and its points."""
    if not rule.bands:
        return None if rule.points is None else (0, Fraction(rule.points))
    for place, band in enumerate(rule.bands):
        if band.from_ <= minutes and (band.to is None or minutes <= band.to):
            return place, Fraction(band.points)
    return None


def _costs(rules: Rules, day: date | None, kind: str, minutes: int) -> Iterator[Cost]:
    for place, name, rule in _rules_for(rules, kind):
        found = _points(rule, minutes)
        if found is not None:
            order = place * 1000 + found[0]
            yield Cost(day, kind, f"events.{name}", rule.base, rule.aspect, found[1], order)


def _day_events(rules: Rules, day: Day) -> Iterator[Cost]:
    if day.status in {"absent", "missing_in", "missing_out"}:
        yield from _costs(rules, day.day, day.status, 0)
    if day.late_minutes:
        yield from _costs(rules, day.day, "late", day.late_minutes)
    if day.early_minutes:
        yield from _costs(rules, day.day, "early", day.early_minutes)


def _recap_events(rules: Rules, person: Person) -> Iterator[Cost]:
    for kind in ("late", "early", "absent"):
        for _ in range((person.recap or {}).get(kind) or 0):
            for place, name, rule in _rules_for(rules, kind):
                lowest = min(rule.bands, key=lambda band: band.from_).points if rule.bands else rule.points
                if lowest is not None:
                    order = place * 1000
                    yield Cost(None, kind, f"events.{name}", rule.base, rule.aspect, Fraction(lowest), order)


def _after_free(costs: list[Cost], rules: Mapping[date, Rules] | Rules) -> list[Cost]:
    """Make the first events of a rule free, as many a month as it grants."""
    seen: dict[str, int] = defaultdict(int)
    charged = []
    for cost in sorted(costs, key=lambda cost: cost.day or date.min):
        in_force = rules if isinstance(rules, Rules) else rules[cost.day or date.min]
        rule = in_force.events[cost.rule_id.removeprefix("events.")]
        seen[cost.rule_id] += 1
        is_free = rule is not None and seen[cost.rule_id] <= rule.free_per_month
        charged.append(replace(cost, points=Fraction(0)) if is_free else cost)
    return charged


def _capped(costs: list[Cost], by_day: dict[date, Rules]) -> list[Cost]:
    """Let the events of a day cost at most what an absent day costs on the same base."""
    spent: dict[tuple[date | None, Base, str | None], Fraction] = defaultdict(Fraction)
    capped = []
    for cost in sorted(costs, key=lambda cost: (cost.day or date.min, cost.place)):
        limit = _absent_points(by_day[cost.day], cost.base) if cost.day is not None else None
        key = (cost.day, cost.base, cost.aspect)
        points = cost.points
        if limit is not None and cost.kind != "absent":
            points = max(Fraction(0), min(points, limit - spent[key]))
        spent[key] += points
        capped.append(replace(cost, points=points))
    return capped


def _absent_points(rules: Rules, base: Base) -> Fraction | None:
    if rules.attendance is not None and not rules.attendance.day_cap:
        return None
    own = [rule for _, _, rule in _rules_for(rules, "absent") if rule.base == base]
    points = [Fraction(rule.points) for rule in own if rule.points is not None]
    return sum(points, Fraction(0)) if points else None
