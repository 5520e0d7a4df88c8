"""Measured values of a unit, scores given elsewhere, and what raters say."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Final

from contracts.policy.rules import Rules
from contracts.policy.rules_scores import ComplaintRule, MeasureRule, SurveyRule
from tests.oracle.exact import HUNDRED, from_e4, rounded
from tests.oracle.measures import Value
from tests.oracle.records import Month, Row
from tests.oracle.workdays import WorkCalendar

ELEMENTS: Final = tuple(f"u{number}" for number in range(1, 10))
VALUES: Final = tuple(f"v{number}" for number in range(1, 8))
UNKNOWN_USERS: Final = 1_000_000_000
SCALE: Final = 25
PERIODS: Final = {"month": 1, "quarter": 3, "semester": 6, "year": 12}


def minimum_sample(rule: SurveyRule, users: int | None) -> int:
    """Answers from which a survey represents so many service users (Krejcie-Morgan, to the nearest)."""
    variance, margin2 = Fraction(rule.sample_variance), Fraction(rule.sample_margin2)
    people = UNKNOWN_USERS if users is None else users
    return int(rounded(variance * people / (margin2 * (people - 1) + variance), "half_up"))


def survey_answers(answers: list[Row], rule: SurveyRule | None, month: Month) -> list[Row]:
    """Answers of the survey period that ends with the month; none where no period ends with it."""
    months = PERIODS["month" if rule is None else rule.period]
    if month.first.month % months:
        return []
    first = month
    for _ in range(months - 1):
        first = first.before
    return [row for row in answers if first.first <= row["answered_on"] <= month.last]


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
        for row in counted_complaints(complaints, rules.complaints)
        if month.holds(_day(deadline := _deadline(row, rules, calendar)))
    ]
    return Value(HUNDRED * Fraction(sum(judged), len(judged))) if judged else None


def counted_complaints(complaints: list[Row], rule: ComplaintRule | None) -> list[Row]:
    """Complaints of one unit without those that say the same again and those that came in floods."""
    in_order = sorted(complaints, key=lambda row: (row["received_at"], row["register"], row["complaint_id"]))
    if rule is None:
        return in_order
    if rule.duplicate_days is not None:
        in_order = _without_repeats(in_order, rule.duplicate_days)
    if rule.brigading_minutes is None or rule.brigading_count is None:
        return in_order
    reach = timedelta(minutes=rule.brigading_minutes)
    left = []
    for category in {row["category"] for row in in_order}:
        own = [row for row in in_order if row["category"] == category]
        left += _without_floods(own, reach, rule.brigading_count, keep_first=rule.brigading_counts == "once")
    return left


def _without_repeats(in_order: list[Row], days: int) -> list[Row]:
    left, firsts = [], dict[str, date]()
    for row in in_order:
        day, first = row["received_at"].date(), firsts.get(row["same_as"])
        if row["same_as"] is not None and first is not None and (day - first).days <= days:
            continue
        firsts[row["same_as"]] = day
        left.append(row)
    return left


def _without_floods(own: list[Row], reach: timedelta, least: int, *, keep_first: bool) -> list[Row]:
    at = [row["received_at"] for row in own]
    flooded = set[int]()
    for begin in range(len(own)):
        held = [place for place in range(len(own)) if at[begin] <= at[place] <= at[begin] + reach]
        if len(held) >= least:
            flooded.update(held)
    left, before = [], None
    for place, row in enumerate(own):
        if place in flooded:
            begins = before is None or at[place] - before > reach
            before = at[place]
            if not (keep_first and begins):
                continue
        left.append(row)
    return left


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
    """Mean of all answers of each role, by the weights of the roles present; small groups do not count."""
    least = rules.raters.minimum_group if rules.raters else 1
    target = Fraction(4) if measure.target is None else Fraction(measure.target.value)
    weighed = weights = Fraction(0)
    for role, weight in measure.raters.items():
        own = [row for row in ratings if row["rater_role"] == role and row["rating_month"] == month.text]
        own = [row for row in own if any(row[value] is not None for value in VALUES)]
        answers = [row[value] for row in own for value in VALUES if row[value] is not None]
        if not answers or (role != "atasan" and len(own) < least):
            continue
        weighed += Fraction(weight) * Fraction(sum(answers), len(answers))
        weights += Fraction(weight)
    return Value(HUNDRED * weighed / weights / target) if weights else None
