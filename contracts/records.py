"""What an accepted row of each record type looks like: one pandera model per type, on eager polars frames.

The reason code of a failed column check stands in the field's metadata; a whole-row check is named by it.
`resolved` columns are looked up in the master during acceptance; what a reader yields may leave them null.
"""

from typing import Annotated, Any, Final

import pandera.polars as pa
import polars as pl
from pandera.polars import PolarsData

BOOKKEEPING: Final = ("agency_id", "month", "file_no", "row_no", "is_edge")

Moment = Annotated[pl.Datetime, "us", None]

NIP: Final = r"^[0-9]{15}([0-9][0-9][1-9]|[0-9][1-9]0|[1-9]00)$"
MONTH: Final = r"^[0-9]{4}-(0[1-9]|1[0-2])$"
STATUSES: Final = ["PNS", "CPNS", "PPPK", "PPPK_PW"]
LEAVE_TYPES: Final = [
    "tahunan",
    "sakit",
    "melahirkan",
    "besar",
    "alasan_penting",
    "cltn",
    "tugas_belajar",
    "dinas_luar",
    "wfh",
    "izin",
    "mpp",
    "uang_tunggu",
    "diberhentikan_sementara",
    "ditahan",
    "diperbantukan",
]
PREDICATES: Final = ["Sangat Baik", "Baik", "Butuh Perbaikan", "Kurang", "Sangat Kurang"]
DECREE_KINDS: Final = ["libur", "cuti_bersama", "hari_kerja", "apel", "ramadan_mulai", "ramadan_selesai"]
DAY_MINUTES: Final = 1440


def _nip(*, nullable: bool = False, resolved: bool = False) -> Any:  # noqa: ANN401 - pandera types Field as Any
    return pa.Field(
        str_matches=NIP, nullable=nullable, metadata={"reason": "nip_rusak", "resolved": resolved}
    )


def _known(values: list[str], *, nullable: bool = False) -> Any:  # noqa: ANN401 - as above
    return pa.Field(isin=values, nullable=nullable, metadata={"reason": "nilai_tidak_dikenal"})


def _count(most: int | None = None, *, nullable: bool = True, reason: str = "angka_rusak") -> Any:  # noqa: ANN401 - as above
    return pa.Field(ge=0, le=most, nullable=nullable, metadata={"reason": reason})


def _month() -> Any:  # noqa: ANN401 - as above
    return pa.Field(str_matches=MONTH, metadata={"reason": "tanggal_rusak"})


def _answer() -> Any:  # noqa: ANN401 - as above
    return pa.Field(ge=1, le=4, nullable=True, metadata={"reason": "jawaban_di_luar_skala"})


def _resolved() -> Any:  # noqa: ANN401 - as above
    return pa.Field(metadata={"resolved": True})


def _blank() -> Any:  # noqa: ANN401 - as above
    return pa.Field(nullable=True)


class Record(pa.DataFrameModel):
    """Bookkeeping that every accepted row carries beside the columns of its record type."""

    agency_id: str
    month: str = pa.Field(str_matches=MONTH)
    file_no: int
    row_no: int
    is_edge: bool

    class Config:
        """Columns are exactly those declared, in their declared types."""

        strict = True
        coerce = False


class EmployeeAssignment(Record):
    """Grain: employee, assignment."""

    employee_id: str = _nip()
    name: str
    unit_id: str
    unit_name: str = _blank()
    post_name: str = _blank()
    post_type: str = _blank()
    job_class: int = pa.Field(ge=1, le=17, nullable=True, metadata={"reason": "nilai_tidak_dikenal"})
    grade: str = _blank()
    status: str = _known(STATUSES)
    assignment_from: pl.Date
    assignment_to: pl.Date = _blank()
    is_acting: bool
    acting_decision_no: str = _blank()
    status_from: pl.Date = _blank()
    duty_from: pl.Date = _blank()
    service_ended_on: pl.Date = _blank()
    service_end_reason: str = _blank()
    is_not_entitled: bool = _blank()
    pins: str = _blank()
    task_user_id: str = _blank()
    superior_id: str = _blank()

    @pa.dataframe_check(name="tanggal_terbalik")
    def ends_after_start(cls, data: PolarsData) -> pl.LazyFrame:  # noqa: N805, D102 - pandera passes the class; the name is the doc
        return data.lazyframe.select(pl.col("assignment_from") <= pl.col("assignment_to"))


class Unit(Record):
    """Grain: unit."""

    unit_id: str
    unit_name: str
    parent_unit_id: str = _blank()
    counter_ids: str = _blank()
    lapor_institution_ids: str = _blank()
    skpd_code: str = _blank()
    service_recipients: int = _count()


class Punch(Record):
    """Grain: device, PIN, local second."""

    device: str = _blank()
    pin: str = _blank()
    employee_id: str = _nip(resolved=True)
    punch_at: Moment
    state: str = _blank()
    verify: str = _blank()

    @pa.dataframe_check(name="wajib_kosong")
    def names_someone(cls, data: PolarsData) -> pl.LazyFrame:  # noqa: N805, D102 - pandera passes the class; the name is the doc
        return data.lazyframe.select(pl.col("pin").is_not_null() | pl.col("employee_id").is_not_null())


class AttendanceRecap(Record):
    """Grain: employee, month."""

    employee_id: str = _nip()
    recap_month: str = _month()
    workdays: int = _count(31, nullable=False)
    present: int = _count(31)
    permit: int = _count(31)
    sick: int = _count(31)
    late: int = _count()
    early: int = _count()
    absent: int = _count(31)
    leave: int = _count(31)
    duty: int = _count(31)
    study: int = _count(31)
    deduction_points_e4: int = _count()


class Shift(Record):
    """Grain: employee, date, start."""

    employee_id: str = _nip()
    shift_date: pl.Date
    starts_at: Moment
    ends_at: Moment

    @pa.dataframe_check(name="tanggal_terbalik")
    def ends_after_start(cls, data: PolarsData) -> pl.LazyFrame:  # noqa: N805, D102 - pandera passes the class; the name is the doc
        return data.lazyframe.select(pl.col("starts_at") < pl.col("ends_at"))


class Leave(Record):
    """Grain: one approved absence."""

    employee_id: str = _nip()
    leave_type: str = _known(LEAVE_TYPES)
    leave_from: pl.Date
    leave_to: pl.Date
    letter_no: str = _blank()
    approved_on: pl.Date = _blank()
    child_no: int = _count()

    @pa.dataframe_check(name="tanggal_terbalik")
    def ends_after_start(cls, data: PolarsData) -> pl.LazyFrame:  # noqa: N805, D102 - pandera passes the class; the name is the doc
        return data.lazyframe.select(pl.col("leave_from") <= pl.col("leave_to"))


class Rating(Record):
    """Grain: employee, month, definitive or acting post."""

    employee_id: str = _nip()
    rating_month: str = _month()
    unit_id: str = _blank()
    post_name: str = _blank()
    is_acting: bool
    work_result: str = _blank()
    behaviour: str = _blank()
    predicate: str = _known(PREDICATES, nullable=True)
    superior_id: str = _blank()
    rated_at: Moment = _blank()

    @pa.dataframe_check(name="wajib_kosong")
    def says_something(cls, data: PolarsData) -> pl.LazyFrame:  # noqa: N805, D102 - pandera passes the class; the name is the doc
        both = pl.col("work_result").is_not_null() & pl.col("behaviour").is_not_null()
        return data.lazyframe.select(pl.col("predicate").is_not_null() | both)


class Activity(Record):
    """Grain: one activity of one person on one day."""

    employee_id: str = _nip()
    activity_date: pl.Date
    activity: str = _blank()
    minutes: int = _count(DAY_MINUTES, reason="menit_tidak_wajar")
    quantity_e4: int = _count()
    quantity_unit: str = _blank()
    quality_e4: int = _count()
    approval_status: str = _blank()
    approved_by: str = _blank()
    approved_on: pl.Date = _blank()

    @pa.dataframe_check(name="wajib_kosong")
    def measures_something(cls, data: PolarsData) -> pl.LazyFrame:  # noqa: N805, D102 - pandera passes the class; the name is the doc
        return data.lazyframe.select(pl.col("minutes").is_not_null() | pl.col("quantity_e4").is_not_null())


class CaseTask(Record):
    """Grain: case, task."""

    case_id: str
    task_id: str = _blank()
    task_name: str = _blank()
    task_user_id: str
    employee_id: str = _resolved()
    started_at: Moment = _blank()
    planned_end_at: Moment = _blank()
    ended_at: Moment = _blank()
    task_at: Moment = _blank()

    @pa.dataframe_check(name="tanggal_terbalik")
    def starts_first(cls, data: PolarsData) -> pl.LazyFrame:  # noqa: N805, D102 - pandera passes the class; the name is the doc
        start = pl.col("started_at")
        return data.lazyframe.select(
            (pl.col("ended_at") >= start).fill_null(value=True)
            & (pl.col("task_at") >= start).fill_null(value=True)
        )

    @pa.dataframe_check(name="wajib_kosong")
    def has_an_end(cls, data: PolarsData) -> pl.LazyFrame:  # noqa: N805, D102 - pandera passes the class; the name is the doc
        return data.lazyframe.select(
            pl.col("ended_at").is_not_null() | pl.col("planned_end_at").is_not_null()
        )


class SurveyAnswer(Record):
    """Grain: one answered form; who answered is never kept."""

    counter_id: str = _blank()
    service_name: str = _blank()
    unit_id: str = _resolved()
    answered_on: pl.Date
    gender: str = _blank()
    age_text: str = _blank()
    education: str = _blank()
    occupation: str = _blank()
    u1: int = _answer()
    u2: int = _answer()
    u3: int = _answer()
    u4: int = _answer()
    u5: int = _answer()
    u6: int = _answer()
    u7: int = _answer()
    u8: int = _answer()
    u9: int = _answer()


class Complaint(Record):
    """Grain: register, complaint; no title, text or address."""

    complaint_id: str
    register: str = _known(["lapor", "311"])
    institution_id: str
    unit_id: str = _resolved()
    category: str = _blank()
    status: str = _blank()
    received_at: Moment
    disposed_at: Moment = _blank()
    last_activity_at: Moment = _blank()
    closed_at: Moment = _blank()
    due_at: Moment = _blank()

    @pa.dataframe_check(name="tanggal_terbalik")
    def closes_after_receipt(cls, data: PolarsData) -> pl.LazyFrame:  # noqa: N805, D102 - pandera passes the class; the name is the doc
        return data.lazyframe.select(pl.col("received_at") <= pl.col("closed_at"))


class DisciplineCase(Record):
    """Grain: one decision about one person."""

    employee_id: str = _nip()
    case_kind: str
    level: str = _blank()
    deduction_pct_e4: int = _count(1_000_000)
    applies_from: pl.Date
    applies_to: pl.Date = _blank()
    decision_no: str

    @pa.dataframe_check(name="sanksi_tanpa_akhir")
    def has_an_end(cls, data: PolarsData) -> pl.LazyFrame:  # noqa: N805, D102 - pandera passes the class; the name is the doc
        return data.lazyframe.select(pl.col("applies_to").is_not_null())

    @pa.dataframe_check(name="tanggal_terbalik")
    def ends_after_start(cls, data: PolarsData) -> pl.LazyFrame:  # noqa: N805, D102 - pandera passes the class; the name is the doc
        return data.lazyframe.select(pl.col("applies_from") <= pl.col("applies_to"))


class CalendarDecree(Record):
    """Grain: date, kind."""

    decree_date: pl.Date
    kind: str = _known(DECREE_KINDS)
    name: str = _blank()
    decision_no: str = _blank()
    decided_on: pl.Date = _blank()


class OpeningBalance(Record):
    """Grain: employee."""

    employee_id: str = _nip()
    unexcused_days: int = _count(366)
    running_sanction: str = _blank()
    last_predicate: str = _known(PREDICATES, nullable=True)


class AspectScore(Record):
    """Grain: person or unit, month, aspect."""

    subject_id: str
    score_month: str = _month()
    aspect: str
    score_e4: int = _count(nullable=False)
    source: str = _blank()


class Obligation(Record):
    """Grain: person, obligation, due date; `fulfilled_on` stays empty until it is met."""

    employee_id: str = _nip()
    obligation: str
    due_on: pl.Date
    fulfilled_on: pl.Date = _blank()
    proof_no: str = _blank()


class BudgetCeiling(Record):
    """Grain: unit, month (`YYYY-MM`) or year (`YYYY`) of performance; the ceiling in whole rupiah."""

    unit_id: str
    budget_period: str = pa.Field(
        str_matches=r"^[0-9]{4}(-(0[1-9]|1[0-2]))?$", metadata={"reason": "tanggal_rusak"}
    )
    ceiling_amount: int = _count(nullable=False)


class Outage(Record):
    """Grain: unit, start of the outage."""

    unit_id: str
    outage_from: Moment
    outage_to: Moment
    system: str = _blank()
    reason: str = _blank()
    approved_by: str = _blank()

    @pa.dataframe_check(name="tanggal_terbalik")
    def ends_after_start(cls, data: PolarsData) -> pl.LazyFrame:  # noqa: N805, D102 - pandera passes the class; the name is the doc
        return data.lazyframe.select(pl.col("outage_from") <= pl.col("outage_to"))


class Rating360(Record):
    """Grain: month, person rated, rater."""

    rating_month: str = _month()
    employee_id: str = _nip()
    rater_id: str = _nip()
    rater_role: str = _known(["atasan", "rekan", "bawahan"])
    v1: int = _answer()
    v2: int = _answer()
    v3: int = _answer()
    v4: int = _answer()
    v5: int = _answer()
    v6: int = _answer()
    v7: int = _answer()


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
    "rating_360": Rating360,
}
