"""Measured values of a unit, scores given elsewhere, and what raters say."""

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Final

from contracts.policy.rules import Rules
from contracts.policy.rules_scores import MeasureRule, SurveyRule
from tests.oracle.exact import HUNDRED, from_e4, rounded
from tests.oracle.measures import Value
from tests.oracle.records import Month, Row
from tests.oracle.workdays import WorkCalendar

ELEMENTS: Final = tuple(f"u{number}" for number in range(1, 10))
VALUES: Final = tuple(f"v{number}" for number in range(1, 8))
UNKNOWN_USERS: Final = 1_000_000_000
SCALE: Final = 25


def minimum_sample(rule: SurveyRule, users: int | None) -> int:
    """Answers from which a survey represents so many service users (Krejcie-Morgan, to the nearest)."""
    variance, margin2 = Fraction(rule.sample_variance), Fraction(rule.sample_margin2)
    people = UNKNOWN_USERS if users is None else users
    return int(rounded(variance * people / (margin2 * (people - 1) + variance), "half_up"))


def ikm(answers: list[Row], rule: SurveyRule | None, users: int | None) -> Value | None:
    """Index of a unit, where all nine elements have answers and enough people answered."""
    means = []
    for element in ELEMENTS:
        given = [row[element] for row in answers if row[element] is not None]
        if not given:
            return None
        means.append(Fraction(sum(given), len(given)))
    if rule is not None and rule.minimum_sample and len(answers) < minimum_sample(rule, users):
        return None
    return Value(SCALE * sum(means, Fraction(0)) / len(ELEMENTS))


def complaint_timeliness(
    complaints: list[Row], rules: Rules, calendar: WorkCalendar, month: Month
) -> Value | None:
    """Complaints answered in time, of those whose deadline falls in the month."""
    judged = [
        _is_answered_in_time(row, deadline)
        for row in complaints
        if month.holds(_day(deadline := _deadline(row, rules, calendar)))
    ]
    return Value(HUNDRED * Fraction(sum(judged), len(judged))) if judged else None


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _deadline(row: Row, rules: Rules, calendar: WorkCalendar) -> date | datetime:
    if isinstance(row["due_at"], datetime):
        return row["due_at"]
    workdays = 0
    if rules.complaints is not None:
        named = rules.complaints.by_category
        workdays = named.get(row["category"] or "", rules.complaints.default_workdays)
    return calendar.after_workdays(row["received_at"].date(), workdays)


def _is_answered_in_time(row: Row, deadline: date | datetime) -> bool:
    if row["closed_at"] is None:
        return False
    answered_at: datetime = min(row["closed_at"], row["last_activity_at"] or row["closed_at"])
    if isinstance(deadline, datetime):
        return answered_at <= deadline
    return answered_at.date() <= deadline


def given(
    scores: list[Row], measure: MeasureRule, aspect: str, subjects: Mapping[str, str | None], month: Month
) -> Value | None:
    """Score that was landed for the aspect, of the subject that the measure names."""
    name, subject = measure.given_aspect or aspect, subjects[measure.subject]
    for row in scores:
        if (row["subject_id"], row["score_month"], row["aspect"]) == (subject, month.text, name):
            return Value(from_e4(row["score_e4"]))
    return None


def behaviour_360(ratings: list[Row], measure: MeasureRule, rules: Rules, month: Month) -> Value | None:
    """Mean of the raters' roles by their weights, on a scale of a hundred; small groups do not count."""
    least = rules.raters.minimum_group if rules.raters else 1
    weighed = weights = Fraction(0)
    for role, weight in measure.raters.items():
        own = [row for row in ratings if row["rater_role"] == role and row["rating_month"] == month.text]
        means = [mean for row in own if (mean := _mean(row)) is not None]
        if not means or (role != "atasan" and len(means) < least):
            continue
        weighed += Fraction(weight) * sum(means, Fraction(0)) / len(means)
        weights += Fraction(weight)
    return Value(SCALE * weighed / weights) if weights else None


def _mean(row: Row) -> Fraction | None:
    values = [row[value] for value in VALUES if row[value] is not None]
    return Fraction(sum(values), len(values)) if values else None
