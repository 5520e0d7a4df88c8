"""The basis of a stretch: amount of the post, status, paid days, and what an acting post adds."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from contracts.policy.rules import Rules
from contracts.policy.rules_pay import Amounts, ComponentRule
from tests.oracle.days import Attendance, Person
from tests.oracle.exact import HUNDRED, share
from tests.oracle.leave import paid_percents
from tests.oracle.posts import Stretch
from tests.oracle.records import days_between


@dataclass(frozen=True)
class Basis:
    """Exact rupiah of each component of one stretch before any score; `holds` says what was not known."""

    stretch: Stretch
    amounts: dict[str, Fraction]
    holds: frozenset[str] = frozenset()


@dataclass(frozen=True)
class PaidDays:
    """Days of the month that count for pay, each with the percent it pays."""

    percents: dict[date, Fraction]

    @property
    def due(self) -> int:
        """Number of days that make a whole month."""
        return len(self.percents)

    def of(self, stretch: Stretch) -> Fraction:
        """Paid days of a stretch."""
        own = [percent for day, percent in self.percents.items() if stretch.covers(day)]
        return share(sum(own, Fraction(0)))


def paid_days(attendance: Attendance, person: Person) -> PaidDays:
    """Workdays (or calendar days) of the whole month, as leave pays them."""
    rules = attendance.rulebook.monthly(person.posts.main.unit_id)
    month = attendance.rulebook.month
    is_calendar = rules.leave is not None and rules.leave.denominator == "calendar"
    days = list(days_between(month.first, month.last)) if is_calendar else attendance.month_workdays(person)
    percents = paid_percents(rules, person.leaves, days, lambda day: attendance.is_workday(person, day))
    return PaidDays(percents)


def bases_of(attendance: Attendance, person: Person) -> list[Basis]:
    """Bases of the paid stretches, in order; the acting share is added to the last one."""
    days = paid_days(attendance, person)
    main = attendance.rulebook.monthly(person.posts.main.unit_id)
    stretches = person.posts.definitive
    counted = [days.of(stretch) for stretch in stretches]
    if main.proration is not None and main.proration.move == "first_day":
        counted = [sum(counted, Fraction(0))] + [Fraction(0)] * (len(counted) - 1)
    bases = [
        _basis(attendance.rulebook.monthly(stretch.unit_id), stretch, Fraction(paid) / (days.due or 1))
        for stretch, paid in zip(stretches, counted, strict=True)
    ]
    for acting in person.posts.acting:
        added = _acting_share(attendance.rulebook.monthly(acting.unit_id), acting, days)
        for component, amount in added.items():
            bases[-1].amounts[component] = bases[-1].amounts.get(component, Fraction(0)) + amount
    return bases


def _basis(rules: Rules, stretch: Stretch, part: Fraction) -> Basis:
    status = rules.statuses.get(stretch.status)
    factor = share(HUNDRED if status is None else Fraction(status.factor))
    if stretch.is_only_post and rules.acting is not None:
        factor *= share(Fraction(rules.acting.only_post))
    amounts: dict[str, Fraction] = {}
    holds: set[str] = set()
    for component, rule in rules.components.items():
        if rule is None:
            continue
        amount = post_amount(rule, stretch)
        if amount is None:
            holds |= set() if rule.partial else {"class"}
            continue
        amounts[component] = Fraction(amount) * factor * part
    return Basis(stretch, amounts, frozenset(holds))


def post_amount(rule: ComponentRule, stretch: Stretch) -> int | None:
    """Amount of a component for a post: a unit's own table first, in each the named post before its class."""
    tables: list[ComponentRule | Amounts] = [rule]
    if stretch.unit_id in rule.by_unit:
        tables.insert(0, rule.by_unit[stretch.unit_id])
    for table in tables:
        if stretch.post_name in table.by_post:
            return table.by_post[stretch.post_name]
        if stretch.job_class in table.by_class:
            return table.by_class[stretch.job_class]
    return None


def _acting_share(rules: Rules, acting: Stretch, days: PaidDays) -> dict[str, Fraction]:
    rule = rules.acting
    lasted = (acting.last - acting.since).days + 1
    if rule is None or (rule.needs_decision and not acting.decision_no) or lasted < rule.minimum_days:
        return {}
    part = share(Fraction(rule.share)) * days.of(acting) / (days.due or 1)
    return {
        component: Fraction(amount) * part
        for component, table in rules.components.items()
        if table is not None and (amount := post_amount(table, acting)) is not None
    }
