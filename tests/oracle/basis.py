"""The basis of a stretch: amount of the post, status, paid days, and what an acting post adds."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import partial

from contracts.policy.rules import Rules
from contracts.policy.rules_pay import Amounts, ComponentRule
from tests.oracle.days import Attendance, Person
from tests.oracle.exact import HUNDRED, share
from tests.oracle.leave import IsDue, leave_rule, paid_percents, unruled_days
from tests.oracle.posts import Stretch, is_entitled
from tests.oracle.rulebook import Rulebook


@dataclass(frozen=True)
class Basis:
    """Exact rupiah of each component of one stretch: scored, and of leave that is paid by basic."""

    stretch: Stretch
    amounts: dict[str, Fraction]
    by_basic: dict[str, Fraction]
    holds: frozenset[str] = frozenset()

    @property
    def is_scored(self) -> bool:
        """Tell whether any day is paid by scores."""
        return any(self.amounts.values())


@dataclass(frozen=True)
class PaidDays:
    """Percents that the days of the month pay: of those paid by scores, and of leave paid by basic.

    `move` and `leave` are the days that make a whole month, counted for moves and for leave; no rule says
    what the `unruled` ones pay.
    """

    scored: dict[date, Fraction]
    by_basic: dict[date, Fraction]
    move: list[date]
    leave: list[date]
    unruled: frozenset[date] = frozenset()

    def holds(self, stretch: Stretch) -> frozenset[str]:
        """Why payment waits: a leave in the stretch that no rule or band holds."""
        return frozenset({"leave"} if any(stretch.covers(day) for day in self.unruled) else ())

    def part(self, percents: Mapping[date, Fraction], stretches: list[Stretch]) -> Fraction:
        """Share of a whole month that the percents come to over some stretches."""
        paid = share(sum((percents[day] for day in self._own(self.leave, stretches)), Fraction(0)))
        if self.move == self.leave:
            return paid / (len(self.leave) or 1)
        days = len(self._own(self.leave, stretches))
        moved = Fraction(len(self._own(self.move, stretches)), len(self.move) or 1)
        return moved * paid / days if days else Fraction(0)

    @staticmethod
    def _own(days: list[date], stretches: list[Stretch]) -> list[date]:
        return [day for day in days if any(stretch.covers(day) for stretch in stretches)]


def paid_days(attendance: Attendance, person: Person, rule_date: date) -> PaidDays:
    """Days of the whole month, each as its version pays it, counted by the rules of one deciding date."""
    rulebook, unit_id = attendance.rulebook, person.posts.main.unit_id
    rules = rulebook.on(rule_date, unit_id)

    def rules_on(day: date) -> Rules:
        return rulebook.on(rulebook.deciding_on(day), unit_id)

    workdays = attendance.month_workdays(person)
    every_day = list(rulebook.month.days())
    is_by_calendar = rules.leave is not None and rules.leave.denominator == "calendar"
    is_moved_by_calendar = rules.proration is not None and rules.proration.days == "calendar"
    leave_days = every_day if is_by_calendar else workdays
    is_due: IsDue = partial(attendance.is_workday, person)
    percents = paid_percents(rules_on, person.leaves, leave_days, workdays, is_due)
    if rules.leave is not None and rules.leave.mode == "month" and percents:
        percents = dict.fromkeys(percents, min(percents.values()))
    basic = {day for day in leave_days if _is_by_basic(rules_on(day), person, day, workdays)}
    return PaidDays(
        scored={day: Fraction(0) if day in basic else percent for day, percent in percents.items()},
        by_basic={day: percent if day in basic else Fraction(0) for day, percent in percents.items()},
        move=every_day if is_moved_by_calendar else workdays,
        leave=leave_days,
        unruled=frozenset(unruled_days(rules_on, person.leaves, leave_days, workdays, is_due)),
    )


def _is_by_basic(rules: Rules, person: Person, day: date, workdays: list[date]) -> bool:
    row = person.leaves.on(day)
    rule = None if row is None else leave_rule(rules, row)
    if rule is None or rule.pay_base != "basic":
        return False
    return not rule.whole_month_only or all(person.leaves.on(each) for each in workdays)


def bases_of(attendance: Attendance, person: Person) -> list[Basis]:
    """Bases of the paid stretches, in order; the acting share is added to the last one."""
    rulebook, stretches = attendance.rulebook, person.posts.definitive
    bases = []
    for stretch in stretches:
        rules = rulebook.on(stretch.rule_date, stretch.unit_id)
        days = paid_days(attendance, person, stretch.rule_date)
        paid_for = [stretch]
        moves = rulebook.on(stretch.rule_date, person.posts.main.unit_id).proration
        if moves is not None and moves.move == "first_day":
            same = [each for each in stretches if each.rule_date == stretch.rule_date]
            paid_for = same if stretch == same[0] else []
        parts = (days.part(days.scored, paid_for), days.part(days.by_basic, paid_for))
        basis = _basis(rulebook, rules, stretch, parts)
        bases.append(replace(basis, holds=basis.holds | days.holds(stretch)))
    paid = [basis for basis in bases if is_entitled(basis.stretch, rulebook)]
    if paid and not any(basis.amounts for basis in paid):
        bases[-1] = replace(bases[-1], holds=bases[-1].holds | {"class"})
    last = bases[-1]
    if not is_entitled(last.stretch, rulebook):
        return bases
    for acting in person.posts.acting:
        days = paid_days(attendance, person, acting.rule_date)
        part = days.part(days.scored, [acting])
        bases[-1] = replace(bases[-1], holds=bases[-1].holds | days.holds(acting))
        same = [basis.stretch for basis in bases if basis.stretch.rule_date == acting.rule_date]
        own = same[-1] if same else last.stretch
        for component, amount in _acting_amounts(rulebook, acting, own).items():
            last.amounts[component] = last.amounts.get(component, Fraction(0)) + amount * part
    return bases


def _basis(rulebook: Rulebook, rules: Rules, stretch: Stretch, parts: tuple[Fraction, Fraction]) -> Basis:
    if not is_entitled(stretch, rulebook):
        return Basis(stretch, {}, {})
    status = rules.statuses.get(stretch.status)
    factor = share(HUNDRED if status is None else Fraction(status.factor))
    if stretch.is_only_post and rules.acting is not None:
        factor *= share(Fraction(rules.acting.only_post))
    amounts, by_basic = dict[str, Fraction](), dict[str, Fraction]()
    holds: set[str] = set()
    for component, rule in rules.components.items():
        if rule is None:
            continue
        amount = post_amount(rulebook, rule, stretch)
        if amount is None:
            holds |= set() if rule.partial else {"class"}
            continue
        amounts[component] = amount * factor * parts[0]
        by_basic[component] = amount * factor * parts[1]
    return Basis(stretch, amounts, by_basic, frozenset(holds))


def post_amount(rulebook: Rulebook, rule: ComponentRule, stretch: Stretch) -> int | None:
    """Amount of a component: the nearest unit's own first; in each table the named post before its class."""
    line = rulebook.units.with_ancestors(stretch.unit_id)
    units = [rule.by_unit[unit] for unit in line if unit in rule.by_unit]
    tables: list[ComponentRule | Amounts] = [*units, rule]
    for table in tables:
        if stretch.post_name in table.by_post:
            return table.by_post[stretch.post_name]
        if stretch.job_class in table.by_class:
            return table.by_class[stretch.job_class]
    return None


def _acting_amounts(rulebook: Rulebook, acting: Stretch, own: Stretch) -> dict[str, Fraction]:
    """What a whole month of the acting post adds to each component, by the rule of the person's own unit."""
    rule = rulebook.on(acting.rule_date, own.unit_id).acting
    lasted = (acting.last - acting.since).days + 1
    if rule is None or (rule.needs_decision and not acting.decision_no) or lasted < rule.minimum_days:
        return {}
    part = share(Fraction(rule.share))
    theirs, mine = _post_amounts(rulebook, acting), _post_amounts(rulebook, own)
    if rule.superior == "higher_plus_share" and (acting.job_class or 0) > (own.job_class or 0):
        return {
            component: theirs.get(component, 0) - mine.get(component, 0) + part * mine.get(component, 0)
            for component in {**mine, **theirs}
        }
    return {component: part * amount for component, amount in theirs.items()}


def _post_amounts(rulebook: Rulebook, stretch: Stretch) -> dict[str, int]:
    """Amounts that a post has, by component, under the rules of its unit."""
    rules = rulebook.on(stretch.rule_date, stretch.unit_id)
    amounts = {
        str(name): post_amount(rulebook, rule, stretch)
        for name, rule in rules.components.items()
        if rule is not None
    }
    return {name: amount for name, amount in amounts.items() if amount is not None}
