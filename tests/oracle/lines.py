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


@dataclass(frozen=True)
class Cut:
    """Percent of the whole that one event takes."""

    kind: str
    rule_id: str
    percent: Fraction


def cuts_of(rules: Rules, discipline: Discipline) -> list[Cut]:
    """Percents of the events on the whole, added in the order of their rules up to the cap."""
    left = HUNDRED if rules.deductions is None else Fraction(rules.deductions.cap)
    cuts = []
    for cost in discipline.total_costs():
        percent = min(left, cost.points)
        left -= percent
        if percent:
            cuts.append(Cut(cost.kind, cost.rule_id, percent))
    return cuts


def deduction_lines(rules: Rules, cuts: list[Cut], base: Fraction) -> list[Line]:
    """Lines of the cuts, each rounded once: for each event, each kind of event, or all together."""
    grain = "event" if rules.deductions is None else rules.deductions.grain
    if grain == "event":
        groups = [[cut] for cut in cuts]
    elif grain == "kind":
        groups = [[cut for cut in cuts if cut.kind == kind] for kind in dict.fromkeys(c.kind for c in cuts)]
    else:
        groups = [cuts] if cuts else []
    return [
        Line(
            "potongan",
            "",
            "",
            -_whole(rules, base * share(sum((cut.percent for cut in group), Fraction(0)))),
            "deductions" if grain == "sum" else group[0].rule_id,
        )
        for group in groups
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
