"""Small recorded files of every shape, with the mess of real ones, and what they must give."""
# ruff: noqa: DTZ001 - moments in the frames are local and carry no zone

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sources.reading import Parsed, parse_file

FIXTURES = Path(__file__).parents[1] / "sources" / "fixtures"
ZONE = "Asia/Makassar"
MAPPING = {
    "case_id": "berkas",
    "task_id": "langkah",
    "task_user_id": "petugas",
    "planned_end_at": "target",
    "ended_at": "selesai",
}


@dataclass(frozen=True)
class Case:
    file: str
    feed: str
    shape: str
    rows: int
    faults: dict[int, str] = field(default_factory=dict)
    cells: dict[tuple[int, str], Any] = field(default_factory=dict)
    mapping: dict[str, str] | None = None

    def parse(self) -> Parsed:
        return parse_file(FIXTURES / self.file, self.feed, ZONE, self.mapping)


CASES = [
    Case(
        "attlog_padded.dat",
        "attendance",
        "zk_attlog",
        13,
        {4: "baris_rusak", 5: "baris_rusak", 9: "tanggal_rusak", 10: "baris_rusak"},
        {
            (1, "pin"): "1071",
            (1, "device"): "1",
            (1, "punch_at"): datetime(2020, 1, 7, 10, 34, 8),
            (4, "pin"): None,
            (8, "punch_at"): datetime(2000, 1, 1, 0, 0, 12),
            (8, "state"): "255",
            (8, "verify"): "15",
            (13, "punch_at"): datetime(2020, 1, 7, 11, 3, 47),
        },
    ),
    Case(
        "attlog_plain.dat",
        "attendance",
        "zk_attlog",
        3,
        cells={(2, "pin"): "A17", (2, "device"): "2", (3, "punch_at"): datetime(2020, 1, 7, 10, 34, 8)},
    ),
    Case(
        "fingerspot.csv",
        "attendance",
        "fingerspot_scan",
        5,
        {4: "tanggal_rusak", 5: "baris_rusak"},
        {
            (1, "punch_at"): datetime(2026, 10, 5, 7, 24, 11),
            (1, "device"): "6167890",
            (2, "device"): "Lobi",
            (2, "pin"): "A17",
            (2, "employee_id"): None,
            (3, "punch_at"): datetime(2026, 10, 5, 7, 5),
            (3, "employee_id"): "198507122010011004",
            (3, "verify"): "20",
        },
    ),
    Case(
        "recap_days.csv",
        "attendance",
        "recap_days",
        3,
        {3: "tanggal_rusak"},
        {
            (1, "recap_month"): "2026-10",
            (1, "late"): 3,
            (1, "deduction_points_e4"): None,
            (2, "employee_id"): "198507122010011004",
            (2, "recap_month"): "2026-10",
            (2, "permit"): None,
            (3, "recap_month"): None,
            (3, "present"): None,
        },
    ),
    Case(
        "recap_points.csv",
        "attendance",
        "recap_points",
        2,
        cells={(1, "deduction_points_e4"): 75_000, (2, "deduction_points_e4"): 0, (1, "sick"): None},
    ),
    Case(
        "simpeg.csv",
        "employees",
        "simpeg",
        5,
        {3: "tanggal_rusak", 4: "angka_rusak", 5: "baris_rusak"},
        {
            (1, "name"): "Nurhaliza Núñez",
            (1, "post_type"): "administrator",
            (1, "assignment_from"): date(2024, 3, 1),
            (1, "is_acting"): False,
            (1, "pins"): "6167890:1071|1072",
            (2, "employee_id"): "198507122010011004",
            (2, "superior_id"): "198507122010011003",
            (2, "status"): "PPPK_PW",
            (2, "assignment_to"): date(2026, 12, 31),
            (2, "status_from"): date(2026, 2, 1),
            (2, "is_acting"): True,
            (3, "job_class"): 7,
            (3, "superior_id"): None,
            (3, "service_ended_on"): date(2026, 9, 30),
            (4, "employee_id"): "1.98609E+17",
            (4, "job_class"): None,
        },
    ),
    Case(
        "units.csv",
        "units",
        "unit",
        2,
        cells={
            (1, "unit_id"): "01",
            (1, "counter_ids"): "L01|L02",
            (1, "lapor_institution_ids"): "416,417",
            (1, "service_recipients"): 1234,
            (2, "parent_unit_id"): "01",
        },
    ),
    Case(
        "roster.csv",
        "roster",
        "roster",
        4,
        {4: "tanggal_rusak"},
        {
            (1, "ends_at"): datetime(2026, 10, 5, 14),
            (2, "starts_at"): datetime(2026, 10, 6, 21),
            (2, "ends_at"): datetime(2026, 10, 7, 7),
            (3, "ends_at"): datetime(2026, 10, 6, 22),
        },
    ),
    Case(
        "leave.csv",
        "leave",
        "leave",
        3,
        cells={
            (1, "leave_type"): "tahunan",
            (1, "leave_to"): date(2026, 10, 7),
            (2, "leave_type"): "alasan_penting",
            (2, "approved_on"): None,
            (3, "child_no"): 3,
        },
    ),
    Case(
        "rating.csv",
        "task_completion",
        "ekinerja_rating",
        3,
        cells={
            (1, "work_result"): "di atas ekspektasi",
            (1, "behaviour"): "sesuai ekspektasi",
            (1, "predicate"): "Baik",
            (1, "rated_at"): datetime(2026, 11, 3, 9, 12, 44),
            (2, "is_acting"): True,
            (2, "work_result"): "di bawah ekspektasi",
            (2, "predicate"): "Butuh Perbaikan",
            (3, "rating_month"): "2026-12",
        },
    ),
    Case(
        "activity.csv",
        "task_completion",
        "activity_log",
        4,
        {3: "baris_rusak", 4: "angka_rusak"},
        {
            (1, "activity"): 'Menyusun "laporan"; bulanan',
            (1, "quantity_e4"): 12_345_000,
            (1, "quality_e4"): 972_500,
            (2, "minutes"): 1200,
            (4, "minutes"): None,
        },
    ),
    Case(
        "case_log.csv",
        "task_completion",
        "case_log",
        5,
        cells={
            (1, "ended_at"): None,
            (3, "started_at"): datetime(2019, 10, 30, 7, 6, 40, 20_000),
            (3, "ended_at"): datetime(2020, 2, 10, 17, 4, 22, 258_000),
            (3, "task_at"): datetime(2020, 2, 10, 17, 4, 23, 135_000),
        },
    ),
    Case(
        "other_case_log.csv",
        "task_completion",
        "case_log_mapped",
        2,
        cells={
            (1, "task_user_id"): "resource01",
            (1, "planned_end_at"): datetime(2026, 10, 10, 16),
            (1, "ended_at"): datetime(2026, 10, 9, 15, 20),
            (2, "planned_end_at"): datetime(2026, 10, 10, 16),
            (2, "ended_at"): None,
        },
        mapping=MAPPING,
    ),
    Case(
        "skm_counter.csv",
        "public_feedback",
        "skm_counter",
        3,
        {3: "angka_rusak"},
        {
            (1, "counter_id"): "L01",
            (2, "u1"): 0,
            (2, "u2"): 5,
            (2, "u4"): None,
            (2, "answered_on"): date(2026, 10, 6),
            **{(3, f"u{n}"): value for n, value in enumerate([4, 4, 2, 1, 3, 3, 2, 4, None], 1)},
        },
    ),
    Case(
        "skm_form.csv",
        "public_feedback",
        "skm_form",
        2,
        cells={
            (1, "service_name"): "Izin usaha",
            (1, "answered_on"): date(2026, 10, 5),
            **{(1, f"u{n}"): value for n, value in enumerate([3, 3, 3, 4, 3, 4, 3, 4, 2], 1)},
            (2, "answered_on"): date(2026, 10, 6),
            (2, "u5"): None,
        },
    ),
    Case(
        "lapor.csv",
        "public_feedback",
        "lapor",
        4,
        cells={
            (1, "complaint_id"): "66425",
            (1, "register"): "lapor",
            (1, "institution_id"): "416",
            (1, "received_at"): datetime(2020, 1, 8, 11, 27),
            (1, "closed_at"): datetime(2020, 2, 26, 2),
            (4, "last_activity_at"): datetime(2020, 8, 19, 17, 47),
        },
    ),
    Case(
        "register_311.csv",
        "public_feedback",
        "register_311",
        5,
        cells={
            (1, "complaint_id"): "18-00269879",
            (2, "received_at"): datetime(2018, 11, 13, 13, 6, 56),
            (4, "closed_at"): None,
            (5, "due_at"): None,
        },
    ),
    Case(
        "rating_360.csv",
        "public_feedback",
        "rating_360",
        1,
        cells={(1, "rater_role"): "atasan", (1, "v3"): 3, (1, "v7"): None},
    ),
    Case(
        "discipline.csv",
        "discipline_cases",
        "discipline_case",
        2,
        cells={
            (1, "deduction_pct_e4"): 250_000,
            (1, "level"): "sedang",
            (2, "deduction_pct_e4"): 125_000,
            (2, "decision_no"): None,
        },
    ),
    Case(
        "calendar.csv",
        "calendar",
        "calendar_decree",
        3,
        cells={
            (1, "kind"): "cuti_bersama",
            (2, "decree_date"): date(2026, 8, 17),
            (2, "decided_on"): date(2025, 9, 19),
        },
    ),
    Case(
        "opening.csv",
        "opening_balances",
        "opening_balance",
        1,
        cells={(1, "unexcused_days"): 2, (1, "last_predicate"): "Sangat Baik"},
    ),
    Case(
        "aspects.csv",
        "aspect_scores",
        "aspect_score",
        4,
        {4: "tanggal_rusak"},
        {
            (1, "aspect"): "disiplin",
            (1, "score_e4"): 975_000,
            (2, "score_e4"): 883_100,
            (2, "score_month"): "2026-10",
            (3, "score_month"): "2026-10",
        },
    ),
    Case(
        "obligations.csv",
        "obligations",
        "obligation",
        2,
        cells={(1, "fulfilled_on"): None, (2, "fulfilled_on"): date(2026, 10, 5), (1, "obligation"): "lhkpn"},
    ),
    Case(
        "budget.csv",
        "budget",
        "budget_ceiling",
        2,
        cells={(1, "ceiling_amount"): 1_250_000_000, (2, "budget_period"): "2026"},
    ),
    Case(
        "outages.csv",
        "outages",
        "outage",
        3,
        cells={
            (1, "outage_to"): datetime(2026, 10, 5, 12, 30),
            (2, "outage_from"): datetime(2026, 10, 6),
            (2, "outage_to"): datetime(2026, 10, 7, 8),
            (3, "outage_to"): datetime(2026, 10, 8, 23, 59, 59),
            (3, "approved_by"): None,
        },
    ),
    Case(
        "contacts.csv",
        "contacts",
        "contact",
        3,
        cells={(1, "channel"): "email", (2, "unit_id"): None, (3, "address"): "bkpsdm"},
    ),
    Case("training.csv", "training", "training", 3, {3: "tanggal_rusak"}, {(1, "lesson_hours"): 24}),
]
