"""Lines: the smallest amounts that a policy rounds, and the cuts that stand beside them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from contracts.policy.rules import Rules
from tests.oracle.basis import Basis
from tests.oracle.discipline import Discipline
from tests.oracle.exact import HUNDRED, rounded, share
from tests.oracle.records import Month, Row
from tests.oracle.scores import AspectScore


@dataclass(frozen=True)
class Line:
    """Signed whole rupiah; `component` and `aspect` are empty where the line is not about one."""

    kind: str
    component: str
    aspect: str
    amount: int
    rule_id: str = ""


def earned_lines(
    rules: Rules,
    basis: Basis,
    weights: Mapping[str, Mapping[str, Fraction]],
    scores: Mapping[str, AspectScore],
    inside: Fraction,
) -> list[Line]:
    """Lines of one stretch: component x weight x score x what is cut inside, rounded once."""
    lines = []
    for component, amount in basis.amounts.items():
        parts = {
            aspect: amount * weight * share(score) * inside
            for aspect, weight in weights.get(component, {}).items()
            if (score := scores[aspect].value) is not None
        }
        if rules.rounding is not None and rules.rounding.at == "component":
            parts = {"": sum(parts.values(), Fraction(0))}
        lines += [Line("reguler", component, aspect, _whole(rules, part)) for aspect, part in parts.items()]
    return lines


def percent_added(percents: Iterable[Fraction], most: Fraction = HUNDRED) -> Fraction:
    """Percents added up, not more than the most."""
    return min(most, sum(percents, Fraction(0)))


def deduction_percents(rules: Rules, discipline: Discipline) -> dict[str, Fraction]:
    """Percent of the whole that each rule of discipline takes, added in their order up to the cap."""
    most = HUNDRED if rules.deductions is None else Fraction(rules.deductions.cap)
    taken: dict[str, Fraction] = {}
    left = most
    costs = discipline.total_costs()
    for rule_id in dict.fromkeys(cost.rule_id for cost in costs):
        percent = min(left, sum((cost.points for cost in costs if cost.rule_id == rule_id), Fraction(0)))
        taken[rule_id] = percent
        left -= percent
    return {rule_id: percent for rule_id, percent in taken.items() if percent}


def deduction_lines(rules: Rules, percents: Mapping[str, Fraction], base: Fraction) -> list[Line]:
    """One line for each rule of discipline on the whole."""
    return [
        Line("potongan", "", "", -_whole(rules, base * share(percent)), rule_id)
        for rule_id, percent in percents.items()
    ]


def sanction_percent(cases: list[Row], month: Month) -> Fraction:
    """Percent that the decisions in force in the month cut, added up to a hundred."""
    in_force = [
        case
        for case in cases
        if case["decision_no"]
        and case["applies_from"] <= month.last
        and (case["applies_to"] is None or case["applies_to"] >= month.first)
    ]
    return percent_added(Fraction(case["deduction_pct_e4"] or 0, 10_000) for case in in_force)


def sanction_lines(rules: Rules, percent: Fraction, base: Fraction) -> list[Line]:
    """The line of decided sanctions."""
    return [Line("sanksi", "", "", -_whole(rules, base * share(percent)), "sanctions")] if percent else []


def never_below_zero(lines: list[Line]) -> list[Line]:
    """Bring a sum below zero to zero by a line of its own."""
    total = sum(line.amount for line in lines)
    return [*lines, Line("batas", "", "", -total)] if total < 0 else lines


def _whole(rules: Rules, amount: Fraction) -> int:
    if rules.rounding is None:
        return int(rounded(amount, "half_up"))
    return int(rounded(amount, rules.rounding.mode, rules.rounding.unit))
