"""Discipline: events, what each costs, and on which base."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Literal

from contracts.policy.rules import Rules
from contracts.policy.rules_time import EventRule, MinuteBand
from tests.oracle.days import Attendance, Day, Person
from tests.oracle.events import Event, events_of, leave_events_of
from tests.oracle.exact import from_e4
from tests.oracle.records import Row
from tests.oracle.special_days import special_days_on

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
    events = list(leave_events_of(attendance, person))
    if evidence == "recap" and person.recap is not None:
        points = person.recap["deduction_points_e4"]
        if points is not None:
            return Discipline(is_known=True, costs=[], recap_points=from_e4(points))
        events += _recap_events(person.recap)
    else:
        events += [event for day in days for event in events_of(attendance, day)]
    met = [meeting for event in events for meeting in _meetings(attendance, person, event)]
    single = [each for each in met if each.rule.aggregate == "event"]
    costs = _capped(attendance, person, _charged(single)) + _charged(_laid_together(met))
    return Discipline(is_known=evidence != "hold", costs=costs)


def _recap_events(recap: Row) -> Iterator[Event]:
    """Counted events; how late or early they were is not known, so that each is taken as one minute."""
    for kind, minutes in (("late", 1), ("early", 1), ("absent", 0)):
        yield from [Event(None, kind, minutes)] * (recap[kind] or 0)


def _rules_on(attendance: Attendance, person: Person, day: date | None) -> Rules:
    """Rules under which an event of a day stands; those of the person's month where the day is not known."""
    main = person.posts.main
    stretch = None if day is None else person.posts.on(day)
    if day is None or stretch is None:
        return attendance.rulebook.on(main.rule_date, main.unit_id)
    return attendance.rulebook.on(day, stretch.unit_id)


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


def _meetings(attendance: Attendance, person: Person, event: Event) -> Iterator[Meeting]:
    rules = _rules_on(attendance, person, event.day)
    return (Meeting(event, name, rule) for name, rule in _rules_for(rules, event))


def _laid_together(meetings: list[Meeting]) -> Iterator[Meeting]:
    """One meeting for each rule with the minutes of the month, on the last day they happened."""
    monthly = [each for each in meetings if each.rule.aggregate == "month"]
    for name in dict.fromkeys(each.name for each in monthly):
        own = [each for each in monthly if each.name == name]
        last = max(own, key=lambda each: each.event.day or date.min)
        minutes = sum(each.event.minutes for each in own)
        yield replace(last, event=replace(last.event, minutes=minutes))


def _charged(meetings: Iterable[Meeting]) -> list[Cost]:
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


def _capped(attendance: Attendance, person: Person, costs: list[Cost]) -> list[Cost]:
    """Let the events of a day cost at most what absence on that day costs on the same base."""
    left: dict[tuple[date, Base], Fraction] = {}
    for day in {cost.day for cost in costs if cost.day is not None}:
        left |= {(day, base): points for base, points in _absence_on(attendance, person, day).items()}
    capped = []
    for cost in sorted(costs, key=lambda cost: (cost.day or date.min, cost.order)):
        key = (cost.day or date.min, cost.base)
        points = min(cost.points, left.get(key, cost.points))
        if key in left:
            left[key] -= points
        capped.append(replace(cost, points=points))
    return capped


def _absence_on(attendance: Attendance, person: Person, day: date) -> dict[Base, Fraction]:
    """What absence on a day costs, on each base on which it has a rule; nothing where days have no cap."""
    rules, stretch = _rules_on(attendance, person, day), person.posts.on(day)
    if stretch is None or (rules.attendance is not None and not rules.attendance.day_cap):
        return {}
    pattern = attendance.rulebook.pattern_of(stretch.unit_id, day)
    absence = Event(day, "absent", special=special_days_on(attendance.calendar, pattern, day))
    points: dict[Base, Fraction] = {}
    for _, rule in _rules_for(rules, absence):
        points[rule.base] = points.get(rule.base, Fraction(0)) + Fraction(rule.points or 0)
    return points
