"""Discipline: events, what each costs, and on which base."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Literal

from contracts.policy.rules import Rules
from contracts.policy.rules_time import EventRule, MinuteBand
from tests.oracle.days import Attendance, Day, Person
from tests.oracle.events import Event, events_of, leave_events_of
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
    order: tuple[str, str, int]


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
        return sorted(totals, key=lambda cost: (cost.rule_id, cost.day or date.min))


def discipline_of(attendance: Attendance, person: Person, days: list[Day]) -> Discipline:
    """Discipline of a person on the evidence that counts."""
    evidence = attendance.evidence(person)
    if evidence == "hold":
        return Discipline(is_known=False, costs=[])
    if evidence == "recap" and person.recap is not None:
        points = person.recap["deduction_points_e4"]
        if points is not None:
            return Discipline(is_known=True, costs=[], recap_points=from_e4(points))
        rules = attendance.rulebook.monthly(person.posts.main.unit_id)
        return Discipline(is_known=True, costs=_charged(list(_recap_meetings(rules, person))))
    in_force = {
        day: attendance.rulebook.on(day, stretch.unit_id)
        for day in attendance.rulebook.month.days()
        if (stretch := person.posts.on(day)) is not None
    }
    events = [event for day in days for event in events_of(attendance, day)]
    events += leave_events_of(attendance, person)
    met = [meeting for event in events for meeting in _meetings(in_force[_day(event)], event)]
    single = [each for each in met if each.rule.aggregate == "event"]
    monthly = list(_laid_together([each for each in met if each.rule.aggregate == "month"]))
    return Discipline(is_known=True, costs=_capped(_charged(single), in_force) + _charged(monthly))


def _day(event: Event) -> date:
    return event.day or date.min


@dataclass(frozen=True)
class Meeting:
    """An event and a rule that holds for it."""

    event: Event
    name: str
    rule: EventRule

    @property
    def order(self) -> tuple[str, str, int]:
        """Kind, rule and band."""
        band = next((n for n, band in enumerate(self.rule.bands) if _holds(band, self.event.minutes)), 0)
        return (self.event.kind, self.name, band)

    @property
    def points(self) -> Fraction:
        """Points of the band that holds the minutes, or for each so many minutes."""
        minutes = self.event.minutes
        points = self.rule.points or 0
        if self.rule.bands:
            points = next((band.points for band in self.rule.bands if _holds(band, minutes)), 0)
        times = 1
        if self.rule.per_minutes:
            started = -(-minutes // self.rule.per_minutes)
            times = started if self.rule.per_rounding == "started" else minutes // self.rule.per_minutes
        return Fraction(points) * times


def _holds(band: MinuteBand, minutes: int) -> bool:
    return band.from_ <= minutes and (band.to is None or minutes <= band.to)


def _rules_for(rules: Rules, event: Event) -> list[tuple[str, EventRule]]:
    """Usual rules of the kind and those of the special day, which stand for the usual where they replace."""
    own = [(name, rule) for name, rule in rules.events.items() if rule and (rule.kind or name) == event.kind]
    own = [(name, rule) for name, rule in own if rule.leave_type in {None, event.leave_type}]
    usual = [(name, rule) for name, rule in own if rule.special_day is None]
    special = [
        (name, rule)
        for name, rule in own
        if rule.special_day in event.special
        and rule.special_ordinal in {None, event.special[rule.special_day or ""]}
    ]
    return special if any(rule.combine == "replace" for _, rule in special) else usual + special


def _meetings(rules: Rules, event: Event) -> Iterator[Meeting]:
    return (Meeting(event, name, rule) for name, rule in _rules_for(rules, event))


def _recap_meetings(rules: Rules, person: Person) -> Iterator[Meeting]:
    """Counted events; how late or early they were is not known, so that the lowest band is taken."""
    for kind in ("late", "early", "absent"):
        for _ in range((person.recap or {}).get(kind) or 0):
            for name, rule in _rules_for(rules, Event(None, kind)):
                lowest = min((band.from_ for band in rule.bands), default=0)
                yield Meeting(Event(None, kind, lowest), name, rule)


def _laid_together(meetings: list[Meeting]) -> Iterator[Meeting]:
    """One meeting for each rule with the minutes of the month, on the last day they happened."""
    for name in dict.fromkeys(each.name for each in meetings):
        own = [each for each in meetings if each.name == name]
        last = max(own, key=lambda each: each.event.day or date.min)
        minutes = sum(each.event.minutes for each in own)
        yield replace(last, event=replace(last.event, minutes=minutes))


def _charged(meetings: list[Meeting]) -> list[Cost]:
    """Costs of the events that are neither redeemed nor among the free ones of their rule."""
    redeemed: dict[str, int] = defaultdict(int)
    free: dict[str, int] = defaultdict(int)
    costs = []
    for each in sorted(meetings, key=lambda each: each.event.day or date.min):
        if _is_redeemed(each, redeemed[each.name]):
            redeemed[each.name] += 1
            continue
        free[each.name] += 1
        if free[each.name] > each.rule.free_per_month:
            costs.append(
                Cost(
                    each.event.day,
                    each.event.kind,
                    f"events.{each.name}",
                    each.rule.base,
                    each.rule.aspect,
                    each.points,
                    each.order,
                )
            )
    return costs


def _is_redeemed(meeting: Meeting, times: int) -> bool:
    redeem, event = meeting.rule.redeem, meeting.event
    if redeem is None or event.kind != "late" or event.minutes > redeem.up_to_minutes:
        return False
    return event.stayed_minutes >= event.minutes and (redeem.per_month is None or times < redeem.per_month)


def _capped(costs: list[Cost], in_force: Mapping[date, Rules]) -> list[Cost]:
    """Let the events of a day cost at most what the absence rules of that day cost on the same base."""
    spent: dict[tuple[date | None, Base], Fraction] = defaultdict(Fraction)
    capped = []
    for cost in sorted(costs, key=lambda cost: (cost.day or date.min, cost.order)):
        limit = None if cost.day is None else _absent_points(in_force[cost.day], cost.base)
        key = (cost.day, cost.base)
        points = cost.points
        if limit is not None and cost.kind != "absent":
            points = max(Fraction(0), min(points, limit - spent[key]))
        spent[key] += points
        capped.append(replace(cost, points=points))
    return capped


def _absent_points(rules: Rules, base: Base) -> Fraction | None:
    if rules.attendance is not None and not rules.attendance.day_cap:
        return None
    own = [rule for _, rule in _rules_for(rules, Event(None, "absent")) if rule.base == base]
    points = [Fraction(rule.points) for rule in own if rule.points is not None]
    return sum(points, Fraction(0)) if points else None
