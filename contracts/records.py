"""What an accepted row of each record type looks like: one pandera model per type, on eager polars frames.

The reason code of a failed column check stands in the field's metadata; a whole-row check is named by it.
`resolved` columns are looked up in the master during acceptance; what a reader yields may leave them null.
"""

from typing import Final

import pandera.polars as pa
import polars as pl
from pandera.polars import PolarsData

from contracts import fields
from contracts.objection_records import Objection
from contracts.payroll_records import Approval, PayrollAck, PayrollBase, Repayment
from contracts.record import BOOKKEEPING, Record

__all__ = ["BOOKKEEPING", "RECORDS"]


class EmployeeAssignment(Record):
    """Grain: employee, assignment."""

    employee_id: str = fields.nip()
    name: str
    unit_id: str
    unit_name: str = fields.blank()
    post_name: str = fields.blank()
    post_type: str = fields.blank()
    job_class: int = pa.Field(ge=1, le=17, nullable=True, metadata={"reason": "nilai_tidak_dikenal"})
    grade: str = fields.blank()
    status: str = fields.known(fields.STATUSES)
    assignment_from: pl.Date
    assignment_to: pl.Date = fields.blank()
    is_acting: bool
    acting_decision_no: str = fields.blank()
    status_from: pl.Date = fields.blank()
    duty_from: pl.Date = fields.blank()
    service_ended_on: pl.Date = fields.blank()
    service_end_reason: str = fields.blank()
    is_not_entitled: bool = fields.blank()
    pins: str = fields.blank()
    task_user_id: str = fields.blank()
    superior_id: str = fields.blank()

    @pa.dataframe_check(name="tanggal_terbalik")
    def ends_after_start(cls, data: PolarsData) -> pl.LazyFrame:  # noqa: N805 - pandera passes the class; the name is the doc
        return data.lazyframe.select(pl.col("assignment_from") <= pl.col("assignment_to"))


class Unit(Record):
    """Grain: unit."""

    unit_id: str
    unit_name: str
    parent_unit_id: str = fields.blank()
    counter_ids: str = fields.blank()
    lapor_institution_ids: str = fields.blank()
    skpd_code: str = fields.blank()
    service_recipients: int = fields.count()


class Punch(Record):
    """Grain: device, PIN, local second."""

    device: str = fields.blank()
    pin: str = fields.blank()
    employee_id: str = fields.nip(resolved=True)
    punch_at: fields.Moment
    state: str = fields.blank()
    verify: str = fields.blank()
    latitude: str = fields.blank()
    longitude: str = fields.blank()
    is_mock: bool = fields.blank()

    @pa.dataframe_check(name="wajib_kosong")
    def names_someone(cls, data: PolarsData) -> pl.LazyFrame:  # noqa: N805 - pandera passes the class; the name is the doc
        return data.lazyframe.select(pl.col("pin").is_not_null() | pl.col("employee_id").is_not_null())


class AttendanceRecap(Record):
    """Grain: employee, month."""

    employee_id: str = fields.nip()
    recap_month: str = fields.month()
    workdays: int = fields.count(31, nullable=False)
    present: int = fields.count(31)
    permit: int = fields.count(31)
    sick: int = fields.count(31)
    late: int = fields.count()
    early: int = fields.count()
    absent: int = fields.count(31)
    leave: int = fields.count(31)
    duty: int = fields.count(31)
    study: int = fields.count(31)
    deduction_points_e4: int = fields.count()


class Shift(Record):
    """Grain: employee, date, start."""

    employee_id: str = fields.nip()
    shift_date: pl.Date
    starts_at: fields.Moment
    ends_at: fields.Moment

    @pa.dataframe_check(name="tanggal_terbalik")
    def ends_after_start(cls, data: PolarsData) -> pl.LazyFrame:  # noqa: N805 - pandera passes the class; the name is the doc
        return data.lazyframe.select(pl.col("starts_at") < pl.col("ends_at"))


class Leave(Record):
    """Grain: one approved absence."""

    employee_id: str = fields.nip()
    leave_type: str = fields.known(fields.LEAVE_TYPES)
    leave_from: pl.Date
    leave_to: pl.Date
    letter_no: str = fields.blank()
    approved_on: pl.Date = fields.blank()
    child_no: int = fields.count()

    @pa.dataframe_check(name="tanggal_terbalik")
    def ends_after_start(cls, data: PolarsData) -> pl.LazyFrame:  # noqa: N805 - pandera passes the class; the name is the doc
        return data.lazyframe.select(pl.col("leave_from") <= pl.col("leave_to"))


class Rating(Record):
    """Grain: employee, month, definitive or acting post."""

    employee_id: str = fields.nip()
    rating_month: str = fields.month()
    unit_id: str = fields.blank()
    post_name: str = fields.blank()
    is_acting: bool
    work_result: str = fields.blank()
    behaviour: str = fields.blank()
    predicate: str = fields.known(fields.PREDICATES, nullable=True)
    superior_id: str = fields.blank()
    rated_at: fields.Moment = fields.blank()

    @pa.dataframe_check(name="wajib_kosong")
    def says_something(cls, data: PolarsData) -> pl.LazyFrame:  # noqa: N805 - pandera passes the class; the name is the doc
        both = pl.col("work_result").is_not_null() & pl.col("behaviour").is_not_null()
        return data.lazyframe.select(pl.col("predicate").is_not_null() | both)


class Activity(Record):
    """Grain: one activity of one person on one day."""

    employee_id: str = fields.nip()
    activity_date: pl.Date
    activity: str = fields.blank()
    minutes: int = fields.count(fields.DAY_MINUTES, reason="menit_tidak_wajar")
    quantity_e4: int = fields.count()
    quantity_unit: str = fields.blank()
    quality_e4: int = fields.count(fields.WHOLE_E4, reason="kualitas_tidak_wajar")
    approval_status: str = fields.blank()
    approved_by: str = fields.blank()
    approved_on: pl.Date = fields.blank()

    @pa.dataframe_check(name="wajib_kosong")
    def measures_something(cls, data: PolarsData) -> pl.LazyFrame:  # noqa: N805 - pandera passes the class; the name is the doc
        return data.lazyframe.select(pl.col("minutes").is_not_null() | pl.col("quantity_e4").is_not_null())


class CaseTask(Record):
    """Grain: case, task."""

    case_id: str
    task_id: str = fields.blank()
    task_name: str = fields.blank()
    task_user_id: str
    employee_id: str = fields.resolved()
    started_at: fields.Moment = fields.blank()
    planned_end_at: fields.Moment = fields.blank()
    ended_at: fields.Moment = fields.blank()
    task_at: fields.Moment = fields.blank()

    @pa.dataframe_check(name="tanggal_terbalik")
    def starts_first(cls, data: PolarsData) -> pl.LazyFrame:  # noqa: N805 - pandera passes the class; the name is the doc
        start = pl.col("started_at")
        return data.lazyframe.select(
            (pl.col("ended_at") >= start).fill_null(value=True)
            & (pl.col("task_at") >= start).fill_null(value=True)
        )

    @pa.dataframe_check(name="wajib_kosong")
    def has_an_end(cls, data: PolarsData) -> pl.LazyFrame:  # noqa: N805 - pandera passes the class; the name is the doc
        return data.lazyframe.select(
            pl.col("ended_at").is_not_null() | pl.col("planned_end_at").is_not_null()
        )


class SurveyAnswer(Record):
    """Grain: one answered form; who answered is never kept."""

    counter_id: str = fields.blank()
    service_name: str = fields.blank()
    unit_id: str = fields.resolved()
    answered_on: pl.Date
    gender: str = fields.blank()
    age_text: str = fields.blank()
    education: str = fields.blank()
    occupation: str = fields.blank()
    u1: int = fields.answer()
    u2: int = fields.answer()
    u3: int = fields.answer()
    u4: int = fields.answer()
    u5: int = fields.answer()
    u6: int = fields.answer()
    u7: int = fields.answer()
    u8: int = fields.answer()
    u9: int = fields.answer()


class Complaint(Record):
    """Grain: register, complaint; no title, text or address, but the first complaint that says the same."""

    complaint_id: str
    register: str = fields.known(["lapor", "311"])
    institution_id: str
    unit_id: str = fields.resolved()
    category: str = fields.blank()
    status: str = fields.blank()
    received_at: fields.Moment
    disposed_at: fields.Moment = fields.blank()
    last_activity_at: fields.Moment = fields.blank()
    closed_at: fields.Moment = fields.blank()
    due_at: fields.Moment = fields.blank()
    same_as: str = fields.resolved(nullable=True)

    @pa.dataframe_check(name="tanggal_terbalik")
    def closes_after_receipt(cls, data: PolarsData) -> pl.LazyFrame:  # noqa: N805 - pandera passes the class; the name is the doc
        return data.lazyframe.select(pl.col("received_at") <= pl.col("closed_at"))


class DisciplineCase(Record):
    """Grain: one decision about one person."""

    employee_id: str = fields.nip()
    case_kind: str
    level: str = fields.blank()
    deduction_pct_e4: int = fields.count(1_000_000)
    applies_from: pl.Date
    applies_to: pl.Date = fields.blank()
    decision_no: str

    @pa.dataframe_check(name="sanksi_tanpa_akhir")
    def has_an_end(cls, data: PolarsData) -> pl.LazyFrame:  # noqa: N805 - pandera passes the class; the name is the doc
        return data.lazyframe.select(pl.col("applies_to").is_not_null())

    @pa.dataframe_check(name="tanggal_terbalik")
    def ends_after_start(cls, data: PolarsData) -> pl.LazyFrame:  # noqa: N805 - pandera passes the class; the name is the doc
        return data.lazyframe.select(pl.col("applies_from") <= pl.col("applies_to"))


class CalendarDecree(Record):
    """Grain: date, kind."""

    decree_date: pl.Date
    kind: str = fields.known(fields.DECREE_KINDS)
    name: str = fields.blank()
    decision_no: str = fields.blank()
    decided_on: pl.Date = fields.blank()


class OpeningBalance(Record):
    """Grain: employee."""

    employee_id: str = fields.nip()
    unexcused_days: int = fields.count(366)
    running_sanction: str = fields.blank()
    last_predicate: str = fields.known(fields.PREDICATES, nullable=True)


class AspectScore(Record):
    """Grain: person or unit, month, aspect."""

    subject_id: str
    score_month: str = fields.month()
    aspect: str
    score_e4: int = fields.count(nullable=False)
    source: str = fields.blank()


class Obligation(Record):
    """Grain: person, obligation, due date; `fulfilled_on` stays empty until it is met."""

    employee_id: str = fields.nip()
    obligation: str
    due_on: pl.Date
    fulfilled_on: pl.Date = fields.blank()
    proof_no: str = fields.blank()


class BudgetCeiling(Record):
    """Grain: unit, month (`YYYY-MM`) or year (`YYYY`) of performance; the ceiling in whole rupiah."""

    unit_id: str
    budget_period: str = pa.Field(
        str_matches=r"^[0-9]{4}(-(0[1-9]|1[0-2]))?$", metadata={"reason": "tanggal_rusak"}
    )
    ceiling_amount: int = fields.count(nullable=False)


class Outage(Record):
    """Grain: unit, start of the outage."""

    unit_id: str
    outage_from: fields.Moment
    outage_to: fields.Moment
    system: str = fields.blank()
    reason: str = fields.blank()
    approved_by: str = fields.blank()

    @pa.dataframe_check(name="tanggal_terbalik")
    def ends_after_start(cls, data: PolarsData) -> pl.LazyFrame:  # noqa: N805 - pandera passes the class; the name is the doc
        return data.lazyframe.select(pl.col("outage_from") <= pl.col("outage_to"))


class Contact(Record):
    """Grain: unit, channel, address. No unit, or the agency's own code: the contact of the agency."""

    unit_id: str = fields.blank()
    name: str = fields.blank()
    channel: str = fields.known(fields.CHANNELS)
    address: str


class Rating360(Record):
    """Grain: month, person rated, rater."""

    rating_month: str = fields.month()
    employee_id: str = fields.nip()
    rater_id: str = fields.nip()
    rater_role: str = fields.known(["atasan", "rekan", "bawahan"])
    v1: int = fields.answer()
    v2: int = fields.answer()
    v3: int = fields.answer()
    v4: int = fields.answer()
    v5: int = fields.answer()
    v6: int = fields.answer()
    v7: int = fields.answer()


class Training(Record):
    """Grain: employee, course, first day. Lesson hours (jam pelajaran, JP) of a course that was finished."""

    employee_id: str = fields.nip()
    course: str
    starts_on: pl.Date
    ends_on: pl.Date
    lesson_hours: int = fields.count(nullable=False)
    organizer: str = fields.blank()

    @pa.dataframe_check(name="tanggal_terbalik")
    def ends_after_start(cls, data: PolarsData) -> pl.LazyFrame:  # noqa: N805 - pandera passes the class; the name is the doc
        return data.lazyframe.select(pl.col("starts_on") <= pl.col("ends_on"))


RECORDS: Final[dict[str, type[Record]]] = {
    "employee_assignment": EmployeeAssignment,
    "unit": Unit,
    "punch": Punch,
    "attendance_recap": AttendanceRecap,
    "shift": Shift,
    "leave": Leave,
    "rating": Rating,
    "activity": Activity,
    "case_task": CaseTask,
    "survey_answer": SurveyAnswer,
    "complaint": Complaint,
    "discipline_case": DisciplineCase,
    "calendar_decree": CalendarDecree,
    "opening_balance": OpeningBalance,
    "aspect_score": AspectScore,
    "obligation": Obligation,
    "budget_ceiling": BudgetCeiling,
    "outage": Outage,
    "contact": Contact,
    "rating_360": Rating360,
    "payroll_base": PayrollBase,
    "payroll_ack": PayrollAck,
    "repayment": Repayment,
    "approval": Approval,
    "training": Training,
    "objection": Objection,
}
