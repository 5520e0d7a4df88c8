"""One person's pay: bases, scores, lines and what holds it."""

from dataclasses import dataclass
from fractions import Fraction

from contracts.policy.rules import Rules
from tests.oracle.basis import Basis, bases_of
from tests.oracle.days import WORKED, Attendance, Day, Evidence, Person
from tests.oracle.discipline import Discipline
from tests.oracle.earnings import earning_of, weights_of
from tests.oracle.exact import HUNDRED, share
from tests.oracle.lines import (
    Line,
    cuts_of,
    deduction_lines,
    earned_lines,
    never_below_zero,
    sanction_lines,
    sanction_percent,
)
from tests.oracle.posts import Stretch
from tests.oracle.records import Row
from tests.oracle.scores import AspectScore, Scores


@dataclass(frozen=True)
class Pay:
    """What a person's month comes to; someone held is paid nothing and keeps the computed amount."""

    employee_id: str
    lines: list[Line]
    holds: frozenset[str]

    @property
    def computed_amount(self) -> int:
        """Sum of the lines."""
        return sum(line.amount for line in self.lines)

    @property
    def is_held(self) -> bool:
        """Tell whether payment waits."""
        return bool(self.holds)

    @property
    def incentive_amount(self) -> int:
        """Amount to be paid now."""
        return 0 if self.is_held else self.computed_amount


@dataclass(frozen=True)
class Found:
    """What the month found out about one person before any rupiah."""

    days: list[Day]
    discipline: Discipline
    cases: list[Row]
    holds: frozenset[str]


def pay_of(attendance: Attendance, person: Person, found: Found, scores: Scores) -> Pay:
    """Pay of a person with posts in the month."""
    rulebook, discipline = attendance.rulebook, found.discipline
    rules = rulebook.monthly(person.posts.main.unit_id)
    cuts = cuts_of(rules, discipline)
    sanction = sanction_percent(found.cases, rulebook.month)
    inside = _inside(rules, sum((cut.percent for cut in cuts), Fraction(0)), sanction)
    evidence = attendance.evidence(person)
    holds = set(found.holds) | ({"no_evidence"} if evidence == "hold" else set())
    bases = bases_of(attendance, person)
    worked = worked_days(person, found.days, evidence)
    lines: list[Line] = []
    for basis in bases:
        by_aspect, weights, missing = _earned(attendance, person, basis, scores, worked)
        lines += earned_lines(rulebook.monthly(basis.stretch.unit_id), basis, weights, by_aspect, inside)
        holds |= missing | basis.holds
    basic = sum((amount for basis in bases for amount in basis.amounts.values()), Fraction(0))
    earned = Fraction(sum(line.amount for line in lines))
    if rules.deductions is not None and rules.deductions.apply == "line":
        lines += deduction_lines(rules, cuts, basic if rules.deductions.base == "basic" else earned)
    if rules.sanctions is not None and rules.sanctions.apply == "line":
        left = Fraction(sum(line.amount for line in lines))
        lines += sanction_lines(rules, sanction, basic if rules.sanctions.base == "basic" else left)
    return Pay(person.employee_id, never_below_zero(lines), frozenset(holds))


def _inside(rules: Rules, deducted: Fraction, sanctioned: Fraction) -> Fraction:
    factor = Fraction(1)
    if rules.deductions is not None and rules.deductions.apply == "inside":
        factor *= share(HUNDRED - deducted)
    if rules.sanctions is not None and rules.sanctions.apply == "inside":
        factor *= share(HUNDRED - sanctioned)
    return factor


def worked_days(person: Person, days: list[Day], evidence: Evidence) -> int | None:
    """Days worked, by the evidence that counts; None where there is none."""
    if evidence == "recap" and person.recap is not None:
        return int(person.recap["present"] or 0)
    if evidence == "hold":
        return None
    return sum(1 for day in days if day.status in WORKED)


def _earned(
    attendance: Attendance, person: Person, basis: Basis, scores: Scores, worked: int | None
) -> tuple[dict[str, AspectScore], dict[str, dict[str, Fraction]], set[str]]:
    """Scores of the aspects, their weights in each component, and what holds."""
    rulebook, stretch = attendance.rulebook, basis.stretch
    rules = rulebook.monthly(stretch.unit_id)
    earning = earning_of(rulebook, rules, stretch, worked)
    if earning is None:
        return {}, {}, {"earning"}
    tables = (earning.weights, *earning.by_component.values())
    named = {aspect for table in tables for aspect, weight in table.items() if weight}
    by_aspect = aspect_scores(rules, person, stretch, scores, named)
    holds = {reason for score in by_aspect.values() for reason in score.holds}
    weights: dict[str, dict[str, Fraction]] = {}
    for component in basis.amounts:
        shared = weights_of(earning, component, by_aspect)
        if shared is None:
            holds.add("aspects")
            continue
        weights[component] = shared
    return by_aspect, weights, holds


def aspect_scores(
    rules: Rules, person: Person, stretch: Stretch, scores: Scores, named: set[str]
) -> dict[str, AspectScore]:
    """Scores of the aspects that an earning names."""
    return {
        name: scores.aspect(person.employee_id, stretch.unit_id, name, rule)
        for name, rule in rules.aspects.items()
        if rule is not None and name in named
    }
