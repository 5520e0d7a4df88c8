"""Rules of time: working patterns, attendance, discipline events, special days."""

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from contracts.policy.rule import Rule, Span, Strict
from contracts.policy.values import WEEKDAYS, Count, Minute, Points

EventKind = Literal[
    "late", "early", "missing_in", "missing_out", "absent", "muster", "short_minutes", "leave"
]
TaskColumn = Literal[
    "case_id", "task_id", "task_name", "task_user_id", "started_at", "planned_end_at", "ended_at", "task_at"
]


def _weekday(value: object) -> str:
    if value not in WEEKDAYS:
        raise ValueError(f"{value!r} bukan hari; pilihannya {', '.join(WEEKDAYS)}")
    return str(value)


Weekday = Annotated[str, BeforeValidator(_weekday)]


class Hours(Strict):
    """Working window of a day; an end not after the start is on the next day."""

    start: Minute
    end: Minute
    break_minutes: Count = 0
    midpoint: Minute | None = None

    @property
    def ends_minute(self) -> int:
        """End in minutes after the midnight that began the day."""
        return self.end if self.end > self.start else self.end + 24 * 60


class PatternRule(Rule):
    """A weekly working pattern; days that are not named are free. Ramadan hours replace where written."""

    days: dict[Weekday, Hours]
    ramadan: dict[Weekday, Hours] = Field(default_factory=dict)
    weekly_minutes: Count | None = None
    ramadan_weekly_minutes: Count | None = None
    holidays_are_free: bool = True

    @model_validator(mode="after")
    def _same_days(self) -> Self:
        if extra := set(self.ramadan) - set(self.days):
            raise ValueError(f"jam Ramadan untuk hari yang bukan hari kerja: {', '.join(sorted(extra))}")
        return self


class AttendanceRule(Rule):
    """Which evidence counts and how clock times become minutes."""

    source: Literal["punch", "recap", "punch_then_recap", "recap_then_punch"]
    seconds: Literal["truncate", "round_up"] = "truncate"
    grace_seconds: Count = 0
    flex_minutes: Count = 0
    shift_reach_minutes: Count = 240
    day_cap: bool = True
    roster_counts: bool = True
    rest_after_night: bool = True


class NoEvidenceRule(Rule):
    """What no punch at all of a unit on a day, or of a person in a month, means."""

    unit: Literal["exclude", "absent"]
    person: Literal["hold", "absent"]


class MinuteBand(Span):
    """Points for whole minutes in the band."""

    points: Points


class Redeem(Strict):
    """Lateness made good by leaving later the same day, up to so many minutes and times a month."""

    up_to_minutes: Count
    per_month: Count | None = None


class EventRule(Rule):
    """Points for one kind of event; bands where minutes matter, else `points` for each event."""

    kind: EventKind | None = None
    base: Literal["aspect", "total"]
    aspect: str | None = None
    bands: list[MinuteBand] = Field(default_factory=list)
    points: Points | None = None
    per_minutes: Count | None = None
    per_rounding: Literal["started", "complete"] = "complete"
    aggregate: Literal["event", "month"] = "event"
    free_per_month: Count = 0
    leave_type: str | None = None
    redeem: Redeem | None = None
    special_day: str | None = None
    special_ordinal: Count | None = None
    combine: Literal["add", "replace"] = "add"


class SpecialDayRule(Rule):
    """Days on which events weigh differently: musters, or the first working days after a holiday."""

    kind: Literal["muster", "after_holiday", "before_holiday"]
    weekdays: list[Weekday] = Field(default_factory=list)
    start: Minute | None = None
    end: Minute | None = None
    holidays: list[str] = Field(default_factory=list, description="parts of holiday names; empty means any")
    minimum_free_days: Count = 1
    days: Count = 1


class ThresholdRule(Rule):
    """A quantity of the month at or below/above a limit sets a score or pays a percent."""

    quantity: Literal["present_days", "worked_days", "unexcused_days", "late_count", "deduction_points"]
    below: Count | None = None
    from_: Count | None = Field(default=None, alias="from")
    aspect: str | None = None
    operation: Literal["set_score", "pay_percent"]
    value: Points


class TaskLogRule(Rule):
    """Header names of a case log that no reader knows, by the column that each one fills."""

    columns: dict[TaskColumn, str]
