"""One person's pay: bases, scores, lines and what holds it."""

from dataclasses import dataclass
from fractions import Fraction

from contracts.policy.rules import Rules
from tests.oracle.basis import Basis
from tests.oracle.days import Attendance, Day, Person
from tests.oracle.discipline import Discipline
from tests.oracle.earnings import Earned, aspects_asked, earning_of, weights_of
from tests.oracle.exact import HUNDRED, share
from tests.oracle.lines import (
    Cut,
    Line,
    cuts_of,
    deduction_lines,
    earned_lines,
    limit_lines,
    never_below_zero,
    sanction_lines,
    sanction_percent,
)
from tests.oracle.records import Row
from tests.oracle.rulebook import Rulebook
from tests.oracle.scores import Place, Scores
from tests.oracle.thresholds import Quantities, paid_percent, quantities_of, set_scores


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

    bases: list[Basis]
    days: list[Day]
    discipline: Discipline
    cases: list[Row]
    holds: frozenset[str]


def pay_of(attendance: Attendance, person: Person, found: Found, scores: Scores) -> Pay:
    """Pay of a person with posts in the month."""
    rulebook = attendance.rulebook
    rules = rulebook.on(person.posts.main.rule_date, person.posts.main.unit_id)
    cuts = cuts_of(rules, found.discipline)
    sanction = sanction_percent(found.cases, rulebook.month)
    quantities = quantities_of(attendance, person, found.days, found.discipline)
    holds = set(found.holds) | ({"no_evidence"} if attendance.evidence(person) == "hold" else set())
    inside = share(paid_percent(rules, quantities))
    inside *= _inside(rules, sum((cut.percent for cut in cuts), Fraction(0)), sanction)
    lines: list[Line] = []
    for basis in found.bases:
        own = rulebook.on(basis.stretch.rule_date, basis.stretch.unit_id)
        earned = _earned(rulebook, person, basis, scores, quantities)
        lines += earned_lines(own, basis, earned, inside)
        holds |= earned.holds | basis.holds
    basic = sum((sum(basis.amounts.values(), Fraction(0)) for basis in found.bases), Fraction(0))
    basic = max(basic, Fraction(0))
    lines += _cut_lines(rules, cuts, sanction, lines, basic)
    return Pay(person.employee_id, never_below_zero(limit_lines(rules, lines, basic)), frozenset(holds))


def _cut_lines(
    rules: Rules, cuts: list[Cut], sanction: Fraction, lines: list[Line], basic: Fraction
) -> list[Line]:
    """Lines of discipline on the whole and, after them, of decided sanctions."""
    earned = max(Fraction(sum(line.amount for line in lines)), Fraction(0))
    found: list[Line] = []
    if rules.deductions is not None and rules.deductions.apply == "line":
        found += deduction_lines(rules, cuts, basic if rules.deductions.base == "basic" else earned)
    if rules.sanctions is not None and rules.sanctions.apply == "line":
        left = earned + sum(line.amount for line in found)
        found += sanction_lines(rules, sanction, basic if rules.sanctions.base == "basic" else left)
    return found


def _inside(rules: Rules, deducted: Fraction, sanctioned: Fraction) -> Fraction:
    factor = Fraction(1)
    if rules.deductions is not None and rules.deductions.apply == "inside":
        factor *= share(HUNDRED - deducted)
    if rules.sanctions is not None and rules.sanctions.apply == "inside":
        factor *= share(HUNDRED - sanctioned)
    return factor


def _earned(
    rulebook: Rulebook, person: Person, basis: Basis, scores: Scores, quantities: Quantities
) -> Earned:
    stretch = basis.stretch
    rules = rulebook.on(stretch.rule_date, stretch.unit_id)
    if not basis.is_scored:
        return Earned({}, {}, frozenset())
    earning = earning_of(rulebook, rules, stretch, quantities.worked_days)
    if earning is None:
        return Earned({}, {}, frozenset({"earning"}))
    asked = aspects_asked(rulebook, basis, quantities.worked_days)
    place = Place(stretch.unit_id, stretch.rule_date)
    by_aspect = {
        name: scores.aspect(person.employee_id, place, name, rule)
        for name, rule in rules.aspects.items()
        if rule is not None and name in asked
    }
    main = person.posts.main
    by_aspect = set_scores(rulebook.on(main.rule_date, main.unit_id), quantities, by_aspect)
    holds = {reason for score in by_aspect.values() for reason in score.holds}
    weights: dict[str, dict[str, Fraction]] = {}
    for component in (name for name, amount in basis.amounts.items() if amount):
        shared = weights_of(earning, component, by_aspect)
        if shared is None:
            holds.add("aspects")
            continue
        weights[component] = shared
    return Earned(by_aspect, weights, frozenset(holds), earning.remainder)
