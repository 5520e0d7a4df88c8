"""Lines: the smallest amounts that a policy rounds, and the cuts that stand beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from contracts.policy.rules import Rules
from contracts.policy.rules_pay import LimitRule
from tests.oracle.basis import Basis
from tests.oracle.discipline import Discipline
from tests.oracle.earnings import Earned
from tests.oracle.exact import HUNDRED, Mode, from_e4, rounded, share
from tests.oracle.records import Month, Row


@dataclass(frozen=True)
class Line:
    """Signed whole rupiah; `component` and `aspect` are empty where the line is not about one."""

    kind: str
    component: str
    aspect: str
    amount: int
    rule_id: str = ""


def earned_lines(rules: Rules, basis: Basis, earned: Earned, inside: Fraction) -> list[Line]:
    """Lines of one stretch: component x weight x score x what is cut inside, rounded once."""
    lines = []
    for component, amount in basis.amounts.items():
        parts = {
            aspect: amount * weight * share(score) * inside
            for aspect, weight in earned.weights.get(component, {}).items()
            if (score := earned.scores[aspect].value) is not None
        }
        if any(parts.values()):
            lines += [
                Line("reguler", component, aspect, part)
                for aspect, part in _rounded_parts(rules, parts, earned.remainder).items()
            ]
    lines += [
        Line("cuti", component, "", _whole(rules, amount * inside))
        for component, amount in basis.by_basic.items()
        if amount * inside
    ]
    return lines


def _rounded_parts(rules: Rules, parts: Mapping[str, Fraction], remainder: str | None) -> dict[str, int]:
    """Parts at the policy's rounding point; what rounding the others leaves is the remainder's."""
    whole = _whole(rules, sum(parts.values(), Fraction(0)))
    if rules.rounding is not None and rules.rounding.at == "component":
        return {"": whole}
    amounts = {aspect: _whole(rules, part) for aspect, part in parts.items()}
    if remainder in amounts:
        amounts[remainder] = whole - sum(part for aspect, part in amounts.items() if aspect != remainder)
    return amounts


def limit_lines(rules: Rules, lines: list[Line], basic: Fraction) -> list[Line]:
    """Lines with those that bring each component, and then the whole, within the tightest cap and floor."""
    limited = list(lines)
    named = {rule.component for rule in rules.limits.values() if rule is not None}
    for component in sorted(named, key=lambda name: name is None):
        own = [line for line in limited if component in {None, line.component}]
        if not any(line.component for line in own):
            continue
        caps, floors = (_bounds(rules, component, kind, basic) for kind in ("cap", "floor"))
        total = sum(line.amount for line in own)
        lowest = min(caps, key=lambda name: caps[name], default=None)
        if lowest is not None and total > caps[lowest]:
            limited.append(Line("batas", component or "", "", caps[lowest] - total, lowest))
            continue
        held = {name: min([floor, *caps.values()]) for name, floor in floors.items()}
        highest = max(held, key=lambda name: held[name], default=None)
        if highest is not None and total < held[highest]:
            limited.append(Line("batas", component or "", "", held[highest] - total, highest))
    return limited


def _bounds(rules: Rules, component: str | None, kind: str, basic: Fraction) -> dict[str, int]:
    """Caps or floors of a component, or of the whole, by the id of their rule."""
    return {
        f"limits.{name}": _bound(rules, rule, basic)
        for name, rule in rules.limits.items()
        if rule is not None and (rule.component, rule.kind) == (component, kind)
    }


def _bound(rules: Rules, limit: LimitRule, basic: Fraction) -> int:
    if limit.amount is not None:
        return limit.amount
    return int(rounded(basic * share(Fraction(limit.percent_of_basic or 0)), _mode(rules)))


@dataclass(frozen=True)
class Cut:
    """Percent of the whole that one event takes."""

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
            cuts.append(Cut(cost.rule_id, percent))
    return cuts


def deduction_lines(rules: Rules, cuts: list[Cut], base: Fraction) -> list[Line]:
    """Lines of the cuts, each rounded once: for each event, each rule, or all together."""
    grain = "event" if rules.deductions is None else rules.deductions.grain
    if grain == "event":
        groups = [[cut] for cut in cuts]
    elif grain == "kind":
        rule_ids = dict.fromkeys(cut.rule_id for cut in cuts)
        groups = [[cut for cut in cuts if cut.rule_id == rule_id] for rule_id in rule_ids]
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
    return min(HUNDRED, sum((from_e4(case["deduction_pct_e4"] or 0) for case in in_force), Fraction(0)))


def sanction_lines(rules: Rules, percent: Fraction, base: Fraction) -> list[Line]:
    """The line of decided sanctions."""
    cut = _whole(rules, max(base, Fraction(0)) * share(percent))
    return [Line("sanksi", "", "", -cut, "sanctions")] if percent else []


def never_below_zero(lines: list[Line]) -> list[Line]:
    """Bring a sum below zero to zero by a line of its own, under the rule of the last cut."""
    total = sum(line.amount for line in lines)
    rule_id = "sanctions" if any(line.kind == "sanksi" and line.amount for line in lines) else "deductions"
    return [*lines, Line("batas", "", "", -total, rule_id)] if total < 0 else lines


def _mode(rules: Rules) -> Mode:
    return "half_up" if rules.rounding is None else rules.rounding.mode


def _whole(rules: Rules, amount: Fraction) -> int:
    return int(rounded(amount, _mode(rules), 1 if rules.rounding is None else rules.rounding.unit))
