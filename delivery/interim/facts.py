"""Shape of a person's interim review: what `kinerja explain EMPLOYEE MONTH --until DATE --json` promises."""

from typing import TypedDict

from delivery.statement.facts import Day

SCHEMA_VERSION = 1


class InterimPerson(TypedDict):
    """Who it is about."""

    employee_id: str
    name: str | None
    unit_id: str
    unit_name: str | None
    post_name: str | None


class ScoreSoFar(TypedDict):
    """One measure: so far, at the end if it goes on like this, and at its best; null is not known yet."""

    aspect: str
    measure: str
    value_text: str
    score: str | None
    alike_score: str | None
    best_score: str | None
    is_assumed: bool


class Lost(TypedDict):
    """What even the best end lacks; the amount is null where limits stand in the way of telling it."""

    sentence: str
    amount: int | None


class Way(TypedDict):
    """Something that can still be done."""

    aspect: str | None
    sentence: str


class LineOutlook(TypedDict):
    """One line at the month's end, in whole rupiah: if it goes on like this, and at its best."""

    title: str
    alike_amount: int
    best_amount: int


class PersonReview(TypedDict):
    """Money is whole rupiah, computed as by a run; sentences are in Bahasa Indonesia.

    `days_counted` of `days_of_month` are behind; of those ahead `leave_days_ahead` are approved leave.
    `days` are the days that cost something; `not_known` what no amount holds yet.
    """

    schema_version: int
    agency_id: str
    month: str
    until: str
    is_simulation: bool
    employee: InterimPerson
    days_counted: int
    days_of_month: int
    days_ahead: int
    leave_days_ahead: int
    scores: list[ScoreSoFar]
    days: list[Day]
    lost: list[Lost]
    below: list[str]
    ways: list[Way]
    lines: list[LineOutlook]
    alike_amount: int
    best_amount: int
    not_known: list[str]
    holds: list[str]
