"""Thresholds: quantities of the month that set a score or pay a percent."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from contracts.policy.rules import Rules
from contracts.policy.rules_time import ThresholdRule
from tests.oracle.days import WORKED, Attendance, Day, Person, days_as_present
from tests.oracle.discipline import Discipline
from tests.oracle.exact import HUNDRED
from tests.oracle.scores import AspectScore


@dataclass(frozen=True)
class Quantities:
    """What thresholds look at; None where there is no evidence."""

    worked_days: int | None
    unexcused_days: int | None
    late_count: int | None
    deduction_points: Fraction | None

    def of(self, name: str) -> Fraction | None:
        """Quantity by its name in the language."""
        found = {
            "present_days": self.worked_days,
            "worked_days": self.worked_days,
            "unexcused_days": self.unexcused_days,
            "late_count": self.late_count,
            "deduction_points": self.deduction_points,
        }[name]
        return None if found is None else Fraction(found)


def quantities_of(
    attendance: Attendance, person: Person, days: list[Day], discipline: Discipline
) -> Quantities:
    """Quantities of a person's month on the evidence that counts."""
    evidence = attendance.evidence(person)
    if evidence == "hold":
        return Quantities(None, None, None, None)
    points = sum((c.points for c in discipline.costs if c.base == "aspect"), Fraction(0))
    points += discipline.recap_points or 0
    recap = person.recap
    if evidence == "recap" and recap is not None:
        counts = {kind: int(recap[kind] or 0) for kind in ("present", "duty", "absent", "late")}
        return Quantities(counts["present"] + counts["duty"], counts["absent"], counts["late"], points)
    rules = attendance.rulebook.on(person.posts.main.rule_date, person.posts.main.unit_id)
    worked = sum(1 for day in days if day.status in WORKED) + len(days_as_present(rules, days))
    absent = sum(1 for day in days if day.status == "absent")
    return Quantities(worked, absent, sum(1 for day in days if day.late_minutes), points)


def _crossed(rules: Rules, quantities: Quantities, operation: str) -> Iterator[ThresholdRule]:
    for rule in rules.thresholds.values():
        if rule is None or rule.operation != operation:
            continue
        quantity = quantities.of(rule.quantity)
        if quantity is None:
            continue
        is_from = rule.from_ is None or quantity >= rule.from_
        is_below = rule.below is None or quantity < rule.below
        if is_from and is_below:
            yield rule


def paid_percent(rules: Rules, quantities: Quantities) -> Fraction:
    """Lowest percent of the thresholds crossed."""
    crossed = [Fraction(rule.value) for rule in _crossed(rules, quantities, "pay_percent")]
    return min(crossed, default=HUNDRED)


def set_scores(
    rules: Rules, quantities: Quantities, scores: dict[str, AspectScore]
) -> dict[str, AspectScore]:
    """Scores, known or missing, with the lowest value of the thresholds crossed put in their place."""
    values: dict[str, Fraction] = {}
    for rule in _crossed(rules, quantities, "set_score"):
        if rule.aspect is not None:
            values[rule.aspect] = min(values.get(rule.aspect, HUNDRED), Fraction(rule.value))
    return {
        name: replace(score, value=values[name], is_redistributed=False, holds=frozenset())
        if name in values
        else score
        for name, score in scores.items()
    }
