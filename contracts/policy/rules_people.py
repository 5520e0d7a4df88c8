"""Rules about people: leave, status, acting posts, moves, end of service, obligations, unit fields."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from contracts.policy.rule import PercentSpan, Rule, Span
from contracts.policy.values import Base, Count, Percent, Points, Score


class LeaveRule(Rule):
    """How leave days become money."""

    mode: Literal["marginal", "span", "month"]
    count: Literal["workdays", "calendar"]
    denominator: Literal["workdays", "calendar"]


class LeaveBand(PercentSpan):
    """Percent paid for days or months of one leave, counted from its first day, over months' ends."""

    unit: Literal["day", "month"] = "day"
    child: Span | None = None


class LeaveTypeRule(Rule):
    """One kind of absence: what it pays, whether it counts as present, whether it is excused."""

    present: bool = False
    excused: bool = True
    whole_month_only: bool = False
    pay_base: Base = "earned"
    bands: Annotated[list[LeaveBand], Field(min_length=1)]


class StatusRule(Rule):
    """Factor on basic of one employment status."""

    factor: Percent
    entitled: bool = True


class ActingRule(Rule):
    """What an acting post adds."""

    share: Percent
    only_post: Percent = Decimal(100)
    minimum_days: Count = 0
    needs_decision: bool = True
    superior: Literal["same", "higher_plus_share"] = "same"


class ProrationRule(Rule):
    """Moves, entries and exits inside a month."""

    move: Literal["by_days", "first_day"]
    counts_from: Literal["duty_from", "assignment_from"] = "duty_from"
    days: Literal["workdays", "calendar"] = "workdays"


class EndOfServiceRule(Rule):
    """What the month in which service ends pays, by reason; `lainnya` is any other reason."""

    pays: Literal["by_days", "full_month", "none"]


class ObligationRule(Rule):
    """An unmet obligation postpones payment; nothing is lost."""

    effect: Literal["postpone"] = "postpone"
    grace_days: Count = 0


class UnitFieldRule(Rule):
    """Field of work and working pattern of units; subordinate units inherit."""

    units: Annotated[list[str], Field(min_length=1)]
    pattern: str | None = None
    job_field: str | None = None


class ReviewRule(Rule):
    """Whose score of an aspect a human should look at; exactly one of `drop`, `below`, `rise`, `from`.

    `drop` and `rise` are points against the last measured month, `below` and `from` hold `months` in a row.
    `drop` and `below` call for coaching, looked at again after `reevaluate_months`; `rise` and `from` for
    recognition. No rule of this kind moves an amount. `judged_days`: percent of the workdays that neither
    leave nor an outage took, from which on a month is looked at. `at_most`: recognition is told of at most so
    many percent of the people looked at, the longest runs first, and of nobody where these are alike.
    """

    aspect: str
    drop: Points | None = None
    below: Score | None = None
    rise: Points | None = None
    from_: Score | None = Field(default=None, alias="from")
    months: Annotated[int, Field(ge=1, le=24)] = 1
    reevaluate_months: Annotated[int, Field(ge=1, le=24)] | None = None
    judged_days: Percent | None = None
    at_most: Percent | None = None

    @property
    def is_recognition(self) -> bool:
        """Whether the rule praises."""
        return self.rise is not None or self.from_ is not None


class FinalAssessmentRule(Rule):
    """When the year's final assessment is, by which coaching should be over: end of `month`, or its `day`."""

    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=31)] | None = None


class TrainingRule(Rule):
    """Lesson hours (jam pelajaran, JP) that a person should have in a calendar year."""

    hours_a_year: Count
