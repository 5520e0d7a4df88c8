"""Per record type: which date it counts for, what names its subject, what makes two rows the same."""

from dataclasses import dataclass
from typing import Final, Literal

import polars as pl

Identity = Literal[
    "employee",
    "badge",
    "task_user",
    "counter",
    "institution",
    "subject",
    "unit",
    "unit_or_agency",
    "objection",
]
Repeat = Literal["first", "occurrence", "latest", "latest_set"]


@dataclass(frozen=True)
class RecordRule:
    """How rows of one record type are judged beyond their shape.

    `starts`/`ends`: own first and last local date (no `starts`: every month takes the row). `happened`: the
    date that a clock stamped, for events only. `repeat`: `first` of equal rows counts; `occurrence` the same,
    but equal rows inside one file all count; `latest` row of a `key` counts; `latest_set`: the newest file
    that brings something new for a `key` counts with all its rows. `contradiction`: code for rows of one file
    that share the key but differ in `substance`.
    """

    starts: pl.Expr | None = None
    ends: pl.Expr | None = None
    happened: pl.Expr | None = None
    identity: Identity | None = None
    repeat: Repeat = "latest"
    key: tuple[str, ...] = ()
    substance: tuple[str, ...] = ()
    contradiction: str | None = None
    is_snapshot: bool = False
    edge_days: int = 0
    edge_months: int = 0
    overlap: str | None = None


def _on(column: str) -> pl.Expr:
    return pl.col(column).dt.date()


def _month(column: str) -> pl.Expr:
    return (pl.col(column) + "-01").str.to_date("%Y-%m-%d", strict=False)


_CASE_DAY: Final = pl.coalesce(_on("ended_at"), _on("planned_end_at"))

RULES: Final[dict[str, RecordRule]] = {
    "employee_assignment": RecordRule(is_snapshot=True, repeat="first"),
    "unit": RecordRule(is_snapshot=True, key=("unit_id",)),
    "punch": RecordRule(
        starts=_on("punch_at"), happened=_on("punch_at"), identity="badge", repeat="first", edge_days=1
    ),
    "attendance_recap": RecordRule(
        starts=_month("recap_month"),
        happened=_month("recap_month"),
        identity="employee",
        key=("employee_id", "recap_month"),
    ),
    "shift": RecordRule(
        starts=pl.col("shift_date"),
        identity="employee",
        key=("employee_id", "shift_date", "starts_at"),
        edge_days=1,
    ),
    "leave": RecordRule(
        starts=pl.col("leave_from"),
        ends=pl.col("leave_to"),
        identity="employee",
        repeat="latest_set",
        key=("employee_id", "letter_no"),
        overlap="cuti_tumpang_tindih",
    ),
    "rating": RecordRule(
        starts=_month("rating_month"),
        happened=_month("rating_month"),
        identity="employee",
        key=("employee_id", "rating_month", "is_acting"),
        substance=("work_result", "behaviour", "predicate"),
        contradiction="penilaian_ganda",
    ),
    "activity": RecordRule(
        starts=pl.col("activity_date"), happened=pl.col("activity_date"), identity="employee", repeat="first"
    ),
    "case_task": RecordRule(
        starts=_CASE_DAY,
        happened=_on("ended_at"),
        identity="task_user",
        key=("case_id", "task_id", "task_user_id"),
    ),
    "survey_answer": RecordRule(
        starts=pl.col("answered_on"),
        happened=pl.col("answered_on"),
        identity="counter",
        repeat="occurrence",
        edge_months=11,
    ),
    "complaint": RecordRule(
        starts=_on("received_at"),
        happened=_on("received_at"),
        identity="institution",
        key=("register", "complaint_id"),
        edge_months=5,
    ),
    "discipline_case": RecordRule(
        starts=pl.col("applies_from"),
        ends=pl.col("applies_to"),
        identity="employee",
        key=("employee_id", "case_kind", "decision_no"),
    ),
    "calendar_decree": RecordRule(key=("decree_date", "kind")),
    "opening_balance": RecordRule(identity="employee", key=("employee_id",)),
    "aspect_score": RecordRule(
        starts=_month("score_month"), identity="subject", key=("subject_id", "score_month", "aspect")
    ),
    "obligation": RecordRule(identity="employee", key=("employee_id", "obligation", "due_on")),
    "budget_ceiling": RecordRule(identity="unit", key=("unit_id", "budget_period")),
    "outage": RecordRule(
        starts=_on("outage_from"),
        ends=_on("outage_to"),
        identity="unit",
        key=("unit_id", "outage_from", "system"),
        edge_days=1,
    ),
    # the newest file that names a unit says all its contacts, so that who left gets no more mail
    "contact": RecordRule(identity="unit_or_agency", repeat="latest_set", key=("unit_id",)),
    "rating_360": RecordRule(
        starts=_month("rating_month"), identity="employee", key=("rating_month", "employee_id", "rater_id")
    ),
    # paid with the month before: a row belongs to the month whose incentive it goes with
    "payroll_base": RecordRule(
        starts=_month("pay_month").dt.offset_by("-1mo"),
        identity="employee",
        key=("employee_id", "pay_month"),
    ),
    # someone who was paid and is not in the master is what the reconciliation is for
    # someone who has left pays back as well; what was paid back counts in every later month
    "repayment": RecordRule(key=("employee_id", "repaid_month", "receipt_no")),
    # a recap is signed once the month is over; the newest word of an SKPD on a month counts
    "approval": RecordRule(starts=_month("approved_month"), key=("skpd_code", "approved_month")),
    # lesson hours are those of the year: a row counts from the month of the last day to the year's end
    "training": RecordRule(
        starts=pl.col("ends_on"),
        ends=pl.date(pl.col("ends_on").dt.year(), 12, 31),
        identity="employee",
        key=("employee_id", "course", "starts_on"),
    ),
    # an objection concerns every month from its own on: what it changes is settled in a later one
    "objection": RecordRule(
        starts=_month("objected_month"),
        ends=pl.lit(None, pl.Date),
        happened=pl.max_horizontal(_month("objected_month"), "filed_on", "decided_on"),
        identity="objection",
        key=("objection_id",),
    ),
    "payroll_ack": RecordRule(starts=_month("ack_month"), key=("employee_id", "ack_month", "sp2d_no")),
}
