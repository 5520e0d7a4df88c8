"""Parsed rows as a reader would yield them, one sound example for each record type."""

from datetime import date, datetime
from typing import Any

import polars as pl

from contracts.acceptance import Judged, Master, Month, build_master, judge
from sources.frames import SCHEMAS

AGENCY = "99.01"
ANI = "198801282012122003"
BUDI = "197308071996011001"
MONTH = Month("2026-10")


def local(*parts: int) -> datetime:
    """Moment in an agency's local time, as all accepted rows have it: year, month, day, hour, minute."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001 - local time carries no zone


SOUND: dict[str, dict[str, Any]] = {
    "employee_assignment": {
        "employee_id": ANI,
        "name": "Ani",
        "unit_id": "01",
        "unit_name": "Dinas Satu",
        "job_class": 8,
        "status": "PNS",
        "assignment_from": date(2020, 1, 1),
        "is_acting": False,
        "is_not_entitled": False,
        "pins": "12",
        "task_user_id": "ani",
    },
    "unit": {
        "unit_id": "01",
        "unit_name": "Dinas Satu",
        "counter_ids": "L01|L02",
        "lapor_institution_ids": "416",
    },
    "punch": {"device": "1", "pin": "12", "punch_at": local(2026, 10, 5, 7, 30), "state": "0"},
    "attendance_recap": {"employee_id": ANI, "recap_month": "2026-10", "workdays": 22, "present": 20},
    "shift": {
        "employee_id": ANI,
        "shift_date": date(2026, 10, 5),
        "starts_at": local(2026, 10, 5, 20),
        "ends_at": local(2026, 10, 6, 5),
    },
    "leave": {
        "employee_id": ANI,
        "leave_type": "sakit",
        "leave_from": date(2026, 10, 5),
        "leave_to": date(2026, 10, 7),
        "letter_no": "S/1",
    },
    "rating": {"employee_id": ANI, "rating_month": "2026-10", "is_acting": False, "predicate": "Baik"},
    "activity": {"employee_id": ANI, "activity_date": date(2026, 10, 5), "activity": "Rapat", "minutes": 90},
    "case_task": {
        "case_id": "c1",
        "task_id": "t1",
        "task_user_id": "ani",
        "started_at": local(2026, 9, 1, 8),
        "planned_end_at": local(2026, 10, 6),
        "ended_at": local(2026, 10, 5, 9),
        "task_at": local(2026, 10, 5, 9),
    },
    "survey_answer": {"counter_id": "L02", "answered_on": date(2026, 10, 5), "u1": 4, "u2": 1},
    "complaint": {
        "complaint_id": "7",
        "register": "lapor",
        "institution_id": "416",
        "received_at": local(2026, 10, 5, 9),
        "closed_at": local(2026, 10, 9, 1),
    },
    "discipline_case": {
        "employee_id": ANI,
        "case_kind": "hukuman",
        "deduction_pct_e4": 250_000,
        "applies_from": date(2026, 9, 1),
        "applies_to": date(2027, 2, 28),
        "decision_no": "SK/1",
    },
    "calendar_decree": {"decree_date": date(2026, 10, 20), "kind": "libur"},
    "opening_balance": {"employee_id": ANI, "unexcused_days": 2},
    "aspect_score": {
        "subject_id": "01",
        "score_month": "2026-10",
        "aspect": "hasil_organisasi",
        "score_e4": 900_000,
    },
    "obligation": {"employee_id": ANI, "obligation": "lhkpn", "due_on": date(2026, 3, 31)},
    "budget_ceiling": {"unit_id": "01", "budget_period": "2026-10", "ceiling_amount": 1_000_000_000},
    "outage": {
        "unit_id": "01",
        "outage_from": local(2026, 10, 5, 6),
        "outage_to": local(2026, 10, 5, 12),
    },
    "contact": {"unit_id": "01", "channel": "email", "address": "sdm@unit.example.go.id"},
    "rating_360": {
        "rating_month": "2026-10",
        "employee_id": ANI,
        "rater_id": BUDI,
        "rater_role": "rekan",
        "v1": 4,
    },
    "payroll_base": {"employee_id": ANI, "pay_month": "2026-11", "gross_salary_amount": 5_000_000},
    "payroll_ack": {
        "employee_id": ANI,
        "ack_month": "2026-10",
        "paid_amount": 1_000_000,
        "sp2d_no": "1/SP2D",
        "sp2d_date": date(2026, 11, 5),
        "is_returned": False,
    },
    "repayment": {
        "employee_id": ANI,
        "repaid_month": "2026-08",
        "repaid_amount": 150_000,
        "receipt_no": "STS-017/2026",
        "repaid_on": date(2026, 10, 12),
    },
    "approval": {
        "skpd_code": "1.01",
        "approved_month": "2026-10",
        "officer": "Wayan Sudarta",
        "letter_no": "900/17/SPTJM",
        "approved_on": date(2026, 11, 4),
        "recap_code": "77X4-NCHA-1WCV-9F4V",
    },
    "training": {
        "employee_id": ANI,
        "course": "Pelayanan prima",
        "starts_on": date(2026, 10, 5),
        "ends_on": date(2026, 10, 7),
        "lesson_hours": 24,
        "organizer": "BPSDM",
    },
    "objection": {
        "objection_id": "K-001/2026",
        "employee_id": ANI,
        "objected_month": "2026-09",
        "line_code": "3f2a90c177be",
        "ground": "cuti sakit dihitung alpa",
        "filed_on": date(2026, 10, 8),
    },
}


def parsed(
    record_type: str, *changes: dict[str, Any], file_no: int = 1, agency: str = AGENCY
) -> pl.DataFrame:
    """Sound rows of one file, each with its changes."""
    rows = [{**SOUND[record_type], **change, "row_no": number} for number, change in enumerate(changes, 1)]
    return pl.DataFrame(rows, schema=SCHEMAS[record_type]).with_columns(
        pl.lit(agency).alias("agency_id"), pl.lit(file_no, pl.Int64).alias("file_no")
    )


def files(*deliveries: str, content: tuple[int, ...] = ()) -> pl.DataFrame:
    """Files 1, 2, ... of the delivery months given, of an agency whose first month is 2026-01."""
    numbers = list(range(1, len(deliveries) + 1))
    return pl.DataFrame(
        {
            "file_no": numbers,
            "delivery_month": deliveries,
            "first_day": [date(2026, 1, 1)] * len(numbers),
            "last_day": [Month(delivery).end for delivery in deliveries],
            "content_no": content or numbers,
        }
    )


def master(*employees: dict[str, Any], units: tuple[dict[str, Any], ...] = ({},)) -> Master:
    """Master of Ani (or of the people given) and unit 01."""
    people = parsed("employee_assignment", *(employees or ({},)))
    return build_master(people, parsed("unit", *units), MONTH)


def judged(record_type: str, *frames: pl.DataFrame, deliveries: tuple[str, ...] = ("2026-10",)) -> Judged:
    """What becomes of rows in October 2026 with Ani as the only employee."""
    return judge(record_type, pl.concat(frames), MONTH, files(*deliveries), master())


def codes(judgement: Judged) -> list[list[str]]:
    """All reasons of each quarantined row, in the order of file and row."""
    reasons: list[list[str]] = judgement.quarantined["reasons"].to_list()
    return reasons


def ends(judgement: Judged) -> dict[tuple[int, str], int]:
    """Rows for each file and end."""
    return {(file_no, end): rows for file_no, end, rows in judgement.ends.iter_rows() if rows}
