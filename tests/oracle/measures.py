"""Measured values of a person: attendance, ratings, activities, cases."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from contracts.policy.rules import Rules
from contracts.policy.rules_scores import MeasureRule
from tests.oracle.days import WORKED, Attendance, Day, Person, days_as_present
from tests.oracle.discipline import Discipline
from tests.oracle.exact import HUNDRED, from_e4
from tests.oracle.records import Month, Row, grouped

APPROVED = "disetujui"


@dataclass(frozen=True)
class Value:
    """What was measured: a number (shares already times a hundred) or a text to look up."""

    number: Fraction | None = None
    text: str | None = None


@dataclass(frozen=True)
class Work:
    """One person's rows of work in the month."""

    ratings: list[Row]
    activities: list[Row]
    cases: list[Row]


def discipline_points(discipline: Discipline, aspect: str) -> Value | None:
    """Score of 100 less the points of the month."""
    return Value(max(HUNDRED - discipline.points(aspect), Fraction(0))) if discipline.is_known else None


def recap_deduction(person: Person) -> Value | None:
    """Score of 100 less the points that the unit's recap decided."""
    points = None if person.recap is None else person.recap["deduction_points_e4"]
    return None if points is None else Value(max(HUNDRED - from_e4(points), Fraction(0)))


def attendance_rate(attendance: Attendance, person: Person, days: list[Day]) -> Value | None:
    """Present days and leave that counts as present, of the due days that are neither leave nor excluded."""
    evidence = attendance.evidence(person)
    if evidence == "recap" and person.recap is not None:
        return _recap_rate(person.recap)
    if evidence == "hold":
        return None
    rules = attendance.rulebook.on(person.posts.main.rule_date, person.posts.main.unit_id)
    as_present = len(days_as_present(rules, days))
    counted = [day for day in days if day.status in WORKED | {"absent"}]
    worked = sum(1 for day in counted if day.status in WORKED)
    whole = len(counted) + as_present
    return Value(HUNDRED * Fraction(worked + as_present, whole)) if whole else None


def _recap_rate(recap: Row) -> Value | None:
    whole = _recap_days(recap)
    worked = (recap["present"] or 0) + (recap["duty"] or 0)
    return Value(HUNDRED * Fraction(worked, whole)) if whole > 0 else None


def _recap_days(recap: Row) -> int:
    """Workdays that a recap counts, less those away."""
    return int(recap["workdays"]) - sum(recap[kind] or 0 for kind in ("permit", "sick", "leave", "study"))


def rating(work: Work, month: Month) -> Row | None:
    """Rating of the definitive post, that of an acting post only where there is no other."""
    own = [row for row in work.ratings if row["rating_month"] == month.text]
    return min(own, key=lambda row: bool(row["is_acting"]), default=None)


def rating_predicate(work: Work, month: Month) -> Value | None:
    """Predicate as it was written."""
    row = rating(work, month)
    return Value(text=row["predicate"]) if row and row["predicate"] else None


def rating_matrix(work: Work, month: Month, rules: Rules) -> Value | None:
    """Predicate that the matrix gives for work result and behaviour."""
    row = rating(work, month)
    if row is None or rules.predicate_matrix is None:
        return None
    for cell in rules.predicate_matrix.cells:
        if _same(cell.work_result, row["work_result"]) and _same(cell.behaviour, row["behaviour"]):
            return Value(text=cell.predicate)
    return None


def _same(ours: str, theirs: str | None) -> bool:
    return theirs is not None and ours.casefold() == theirs.strip().casefold()


def _target(measure: MeasureRule, workdays: int) -> Fraction | None:
    if measure.target is None:
        return None
    return Fraction(measure.target.value) * (workdays if measure.target.kind == "workday" else 1)


def target_days(attendance: Attendance, person: Person, days: list[Day]) -> int:
    """Due days that are neither leave nor excluded, at least one; those that a recap counts."""
    if attendance.evidence(person) == "recap" and person.recap is not None:
        return max(1, _recap_days(person.recap))
    return max(1, sum(1 for day in days if day.status in WORKED | {"absent"}))


def _counting(work: Work, measure: MeasureRule) -> list[Row]:
    if measure.target is not None and measure.target.unapproved_counts:
        return work.activities
    return [row for row in work.activities if (row["approval_status"] or "").casefold() == APPROVED]


def activity_minutes(work: Work, measure: MeasureRule, workdays: int) -> Value | None:
    """Approved minutes, each day up to its most, of the target."""
    target = _target(measure, workdays)
    if not target or not work.activities:
        return None
    by_day: dict[date, int] = defaultdict(int)
    for row in _counting(work, measure):
        by_day[row["activity_date"]] += row["minutes"] or 0
    most = measure.target.day_max if measure.target else None
    minutes = sum(
        (Fraction(each) if most is None else min(Fraction(each), Fraction(most)) for each in by_day.values()),
        Fraction(0),
    )
    return Value(HUNDRED * minutes / target)


def quantity_quality(work: Work, measure: MeasureRule, workdays: int) -> Value | None:
    """Approved quantity times quality, of the target; of a named measure those in its units alone."""
    target = _target(measure, workdays)
    if not target or not work.activities:
        return None
    words = {word.casefold() for word in measure.counts}
    done = sum(
        (
            from_e4(row["quantity_e4"] or 0)
            * (HUNDRED if row["quality_e4"] is None else from_e4(row["quality_e4"]))
            / HUNDRED
            for row in _counting(work, measure)
            if not words or (row["quantity_unit"] or "").strip().casefold() in words
        ),
        Fraction(0),
    )
    return Value(HUNDRED * done / target)


def case_timeliness(work: Work, month: Month) -> Value | None:
    """Cases that ended in time, of those that ended in the month or are past a plan in it."""
    outcomes = [
        outcome
        for rows in grouped(work.cases, "case_id").values()
        if (outcome := _is_in_time(_latest(rows, "planned_end_at"), _latest(rows, "ended_at"), month))
        is not None
    ]
    return Value(HUNDRED * Fraction(sum(outcomes), len(outcomes))) if outcomes else None


def _latest(rows: list[Row], name: str) -> datetime | None:
    return max((row[name] for row in rows if row[name] is not None), default=None)


def _is_in_time(planned: datetime | None, ended: datetime | None, month: Month) -> bool | None:
    """Whether a case kept its plan; None where it does not count in the month."""
    if planned is None or not month.holds((ended or planned).date()):
        return None
    return ended is not None and ended <= planned
