"""Rules of scores: aspects and their measures, predicates, surveys, complaints, raters."""

import re
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from contracts.policy.rule import Rule, ScoreBand, Strict, SubRule
from contracts.policy.values import (
    Count,
    Decimals,
    Exact,
    MissingRule,
    Period,
    Points,
    RoundingMode,
    Score,
    Weight,
)

MEASURES = (
    "discipline_points",
    "attendance_rate",
    "recap_deduction",
    "rating_predicate",
    "rating_matrix",
    "activity_minutes",
    "quantity_quality",
    "case_timeliness",
    "ikm",
    "complaint_timeliness",
    "given",
    "behaviour_360",
    "flat",
)
PREDICATES = ("Sangat Baik", "Baik", "Butuh Perbaikan", "Kurang", "Sangat Kurang")
Predicate = Literal["Sangat Baik", "Baik", "Butuh Perbaikan", "Kurang", "Sangat Kurang"]
RaterRole = Literal["atasan", "rekan", "bawahan"]
_QUANTITY = re.compile(r"quantity_[a-z][a-z0-9_]*")


def measure_name(value: object) -> str:
    """Accept a measure of the language, or `quantity_NAME`: an own indicator over logged quantities."""
    if isinstance(value, str) and (value in MEASURES or _QUANTITY.fullmatch(value)):
        return value
    raise ValueError(f"ukuran {value!r} tidak dikenal; yang ada: {', '.join(MEASURES)}, atau quantity_NAMA")


MeasureName = Annotated[str, BeforeValidator(measure_name)]


class Target(Strict):
    """The value that scores 100: for the month, or for each workday."""

    value: Points
    kind: Literal["month", "workday"] = "month"
    day_max: Points | None = None
    unapproved_counts: bool = False


class MeasureRule(SubRule):
    """One measured value inside an aspect. `map` or `bands` turn it into a score, else it is linear.

    `counts`: what a `quantity_NAME` counts, as units (satuan) of the activity log; case does not matter.
    """

    weight: Weight
    decimals: Decimals = 4
    rounding: RoundingMode = "half_up"
    missing: MissingRule | None = None
    missing_then: MissingRule | None = None
    carry_months: Count | None = None
    map: dict[str, Score] = Field(default_factory=dict)
    bands: list[ScoreBand] = Field(default_factory=list)
    target: Target | None = None
    counts: list[Annotated[str, Field(min_length=1)]] = Field(default_factory=list)
    given_aspect: str | None = None
    subject: Literal["employee", "unit", "agency"] = "employee"
    raters: dict[RaterRole, Weight] = Field(default_factory=dict)
    score: Score | None = None


class AspectRule(Rule):
    """A score 0-100 made of weighted measures."""

    decimals: Decimals = 4
    rounding: RoundingMode = "half_up"
    missing: MissingRule
    missing_then: MissingRule | None = None
    carry_months: Count | None = None
    measures: Annotated[dict[MeasureName, MeasureRule], Field(min_length=1)]


class MatrixCell(Strict):
    """Work result and behaviour give a predicate."""

    work_result: str
    behaviour: str
    predicate: Predicate


class PredicateMatrixRule(Rule):
    """The predicate matrix of the monthly rating."""

    cells: Annotated[list[MatrixCell], Field(min_length=1)]


class Grade(Strict):
    """A letter for a band of the index, for people to read; it moves no pay by itself."""

    from_: Exact = Field(alias="from")
    to: Exact
    grade: str


class SurveyRule(Rule):
    """Citizen survey: period, rounding of the index, minimum sample (n = vN / (d(N-1) + v))."""

    period: Period = "month"
    holds_months: Count = 12
    decimals: Decimals = 2
    minimum_sample: bool = True
    sample_variance: Annotated[str, Field(pattern=r"^\d\.\d{1,6}$")] = "0.960250"
    sample_margin2: Annotated[str, Field(pattern=r"^\d\.\d{1,6}$")] = "0.002500"
    grades: list[Grade] = Field(default_factory=list)


class ComplaintRule(Rule):
    """Complaints followed up in time, in workdays; one past its deadline counts in the deadline's month.

    The same text within `duplicate_days` counts as its first; `brigading_count` of a category within
    `brigading_minutes` count once, or never.
    """

    default_workdays: Count
    by_category: dict[str, Count] = Field(default_factory=dict)
    duplicate_days: Count | None = None
    brigading_minutes: Count | None = None
    brigading_count: Count | None = None
    brigading_counts: Literal["once", "never"] = "once"


class RaterGroupRule(Rule):
    """From how many raters on a group's average may be counted or shown."""

    minimum_group: Annotated[int, Field(ge=1, le=100)]
