"""Scores: measured values become scores, missing ones follow their rule, measures make an aspect."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from contracts.policy.rules_scores import AspectRule, MeasureRule
from tests.oracle.exact import HUNDRED, held_between, to_decimals
from tests.oracle.measures import Value
from tests.oracle.records import Month

PREDICATES = frozenset({"rating_predicate", "rating_matrix"})
OF_UNITS = frozenset({"ikm", "complaint_timeliness"})

ScoreKey = tuple[str, str, str]
"""Subject (a person, a unit or the agency), aspect, measure."""


class Place(NamedTuple):
    """A unit, and the day whose rules decide."""

    unit_id: str | None
    rule_date: date


@dataclass(frozen=True)
class Kept:
    """A score that counts on, and the month in which it was measured."""

    score: Fraction
    source: Month


Measurer = Callable[[str, Place, str, str, MeasureRule], Value | None]
"""Measured value of (employee, place, aspect, kind of measure, its rule)."""


@dataclass(frozen=True)
class AspectScore:
    """Score of an aspect; without a value it is either shared among the others or holds the person."""

    value: Fraction | None
    is_redistributed: bool = False
    holds: frozenset[str] = frozenset()


@dataclass
class Scores:
    """Scores of everyone of an agency in one month."""

    month: Month
    measurer: Measurer
    before: Mapping[ScoreKey, Kept]
    members: Mapping[tuple[Place, str], list[str]]
    last_predicate: Mapping[str, str]
    survey_holds: Callable[[Place], int]
    after: dict[ScoreKey, Kept] = field(default_factory=dict)
    _measured: dict[tuple[str, Place, str, str], Fraction | None] = field(default_factory=dict)

    def measured(
        self, employee_id: str, place: Place, aspect: str, kind: str, rule: MeasureRule
    ) -> Fraction | None:
        """Score of what was measured in the month, before any rule for what is missing."""
        key = (employee_id, place, aspect, kind)
        if key not in self._measured:
            value = self.measurer(employee_id, place, aspect, kind, rule)
            self._measured[key] = None if value is None else score_of(value, rule)
        return self._measured[key]

    def aspect(self, employee_id: str, place: Place, name: str, rule: AspectRule) -> AspectScore:
        """Weighted mean of the measures; one that is missing shares its weight, is replaced, or holds."""
        weighed = weights = Fraction(0)
        holds: set[str] = set()
        for kind, measure in rule.measures.items():
            score = self.measured(employee_id, place, name, kind, measure)
            key = (_subject(employee_id, place, kind, measure), name, kind)
            if score is None:
                score, is_redistributed = self._instead(key, place, measure, rule)
                if score is None:
                    holds |= set() if is_redistributed else {f"{name}.{kind}"}
                    continue
            else:
                self.after[key] = Kept(score, self.month)
            weighed += Fraction(measure.weight) * score
            weights += Fraction(measure.weight)
        if holds:
            return AspectScore(None, holds=frozenset(holds))
        if weights:
            return AspectScore(to_decimals(weighed / weights, rule.decimals, rule.rounding))
        if _is_shared(rule):
            return AspectScore(None, is_redistributed=True)
        return AspectScore(None, holds=frozenset({name}))

    def _instead(
        self, key: ScoreKey, place: Place, rule: MeasureRule, around: AspectRule
    ) -> tuple[Fraction | None, bool]:
        """Score in place of a missing one, or none and whether its weight is shared."""
        _, aspect, kind = key
        found = self._kept(key, self.survey_holds(place)) if kind == "ikm" else None
        if found is not None:
            return found, False
        for missing in (rule.missing or around.missing, rule.missing_then or around.missing_then):
            if missing in {"redistribute", "hold"}:
                return None, missing == "redistribute"
            if missing == "carry":
                found = self._carried(key, rule, around)
            elif missing == "unit":
                found = self._of_unit(place, aspect, kind, rule)
            if found is not None:
                return found, False
        return None, False

    def _carried(self, key: ScoreKey, rule: MeasureRule, around: AspectRule) -> Fraction | None:
        months = around.carry_months if rule.carry_months is None else rule.carry_months
        found = self._kept(key, months)
        employee_id, _, kind = key
        if found is None and kind in PREDICATES and employee_id in self.last_predicate:
            found = score_of(Value(text=self.last_predicate[employee_id]), rule)
            if found is not None:
                self.after[key] = Kept(found, self.month.before)
        return found

    def _kept(self, key: ScoreKey, months: int | None) -> Fraction | None:
        """Last score, not older than so many months; it is kept for the months after."""
        kept = self.before.get(key)
        if kept is None or months is None or self.month.since(kept.source) > months:
            return None
        self.after[key] = kept
        return kept.score

    def _of_unit(self, place: Place, aspect: str, kind: str, rule: MeasureRule) -> Fraction | None:
        scores = [
            score
            for other in self.members.get((place, aspect), [])
            if (score := self.measured(other, place, aspect, kind, rule)) is not None
        ]
        if not scores:
            return None
        return to_decimals(sum(scores, Fraction(0)) / len(scores), rule.decimals, rule.rounding)


def _subject(employee_id: str, place: Place, kind: str, rule: MeasureRule) -> str:
    """Who or what is measured, and so whose last score is carried."""
    subject = rule.subject if kind == "given" else "unit" if kind in OF_UNITS else "employee"
    return {"employee": employee_id, "unit": f"unit {place.unit_id}", "agency": "agency"}[subject]


def _is_shared(rule: AspectRule) -> bool:
    """Tell whether an aspect without a measure shares its weight, carry and unit having been tried before."""
    if rule.missing in {"redistribute", "hold"}:
        return rule.missing == "redistribute"
    return rule.missing_then == "redistribute"


def score_of(value: Value, rule: MeasureRule) -> Fraction | None:
    """Score of a measured value: looked up by its text, found in a band, or taken as it is."""
    if value.text is not None:
        found = rule.map.get(value.text)
        return None if found is None else Fraction(found)
    if value.number is None:
        return None
    number = to_decimals(value.number, rule.decimals, rule.rounding)
    if not rule.bands:
        return held_between(number, 0, int(HUNDRED))
    for band in rule.bands:
        if (band.from_ is None or band.from_ <= number) and (band.to is None or number <= band.to):
            return Fraction(band.score)
    return None
