"""A hand-sized month of two agencies whose lines, factors and sums agree."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

MONTH = "2026-10"
AGENCY, OTHER_AGENCY = "99.01", "52.71"
SITI, BUDI, RINA, JOKO = (
    "198609262015051001",
    "197501012000031002",
    "199912312025012003",
    "198001012010011004",
)
MADE = "199001012015011005"

Row = dict[str, Any]


class Factor(NamedTuple):
    """One unrounded step; see marts.incentive_line_factors."""

    kind: str
    operation: str
    label: str
    numerator: int
    denominator: int
    evidence: str | None = None


class Line(NamedTuple):
    """One line and how it came about; the amount follows by half-up."""

    component: str | None
    aspect: str | None
    basis: int
    factors: Sequence[Factor]
    kind: str = "reguler"
    sign: int = 1
    status: str = "illustrative"


def weight(percent: int) -> Factor:
    return Factor("weight", "multiply", "bobot", percent * 10_000, 1_000_000)


def score(points: str, evidence: str | None = None) -> Factor:
    return Factor("score", "multiply", "nilai", int(Fraction(points) * 10_000), 1_000_000, evidence)


def exact(line: Line) -> Fraction:
    value, pending = Fraction(line.basis), Fraction(0)
    for factor in line.factors:
        step = Fraction(factor.numerator, factor.denominator)
        if factor.operation == "multiply":
            value *= step
        elif factor.operation == "add":
            value += step
        else:
            pending += step
    return line.sign * value * (pending if any(f.operation == "weigh" for f in line.factors) else 1)


def half_up(value: Fraction) -> int:
    rounded = int(abs(value) + Fraction(1, 2))
    return -rounded if value < 0 else rounded


def month_of(
    agency_id: str,
    employee_id: str,
    name: str,
    lines: Sequence[Line],
    *,
    held: str | None = None,
    month: str = MONTH,
) -> dict[str, list[Row]]:
    """Rows of monthly_incentives, incentive_lines and incentive_line_factors of one person."""
    key = {"agency_id": agency_id, "month": month}
    line_rows: list[Row] = []
    factor_rows: list[Row] = []
    for ordinal, line in enumerate(lines, 1):
        value, line_id = exact(line), f"{agency_id}:{employee_id}:{month}:{ordinal}"
        line_rows.append(
            {
                "line_id": line_id,
                **key,
                "for_month": month,
                "employee_id": employee_id,
                "assignment_id": f"{employee_id}:1",
                "unit_id": "01",
                "line_kind": line.kind,
                "component": line.component,
                "aspect": line.aspect,
                "rule_id": "contoh-1",
                "rule_title": "Komponen dikalikan bobot dan nilai.",
                "citation": "Perwali Contoh 1/2026 ps. 5",
                "rule_status": line.status,
                "ordinal": ordinal,
                "basis_amount": line.basis,
                "rate": float(value / line.basis) if line.basis else 0,
                "quantity": 1,
                "numerator": value.numerator * 10,
                "denominator": value.denominator * 10,
                "amount": half_up(value),
                "is_assumed": False,
            }
        )
        factor_rows += [
            {
                "line_id": line_id,
                **key,
                "ordinal": n,
                "factor_kind": factor.kind,
                "operation": factor.operation,
                "label": factor.label,
                "numerator": factor.numerator,
                "denominator": factor.denominator,
                "rule_id": "contoh-1",
                "evidence": factor.evidence,
            }
            for n, factor in enumerate(line.factors, 1)
        ]
    return {
        "monthly_incentives": [_person(key, employee_id, name, line_rows, held)],
        "incentive_lines": line_rows,
        "incentive_line_factors": factor_rows,
    }


def _person(key: Row, employee_id: str, name: str, lines: Sequence[Row], held: str | None) -> Row:
    def total(**wanted: str) -> int:
        return sum(line["amount"] for line in lines if all(line[k] == v for k, v in wanted.items()))

    computed = sum(line["amount"] for line in lines)
    basics = {line["component"]: line["basis_amount"] for line in lines if line["line_kind"] == "reguler"}
    return {
        **key,
        "employee_id": employee_id,
        "name": name,
        "unit_id": "01",
        "policy_id": "kota-contoh",
        "job_class": 8,
        "basic_amount": sum(basics.values()),
        "beban_kerja_amount": total(component="beban_kerja", line_kind="reguler"),
        "prestasi_kerja_amount": total(component="prestasi_kerja", line_kind="reguler"),
        "tempat_bertugas_amount": 0,
        "kondisi_kerja_amount": 0,
        "kelangkaan_profesi_amount": 0,
        "pertimbangan_objektif_lainnya_amount": 0,
        "deduction_amount": total(line_kind="potongan"),
        "sanction_amount": total(line_kind="sanksi"),
        "adjustment_amount": 0,
        "computed_amount": computed,
        "incentive_amount": 0 if held else max(computed, 0),
        "is_held": held is not None,
        "hold_reason": held,
        "is_simulation": any(line["rule_status"] != "law" for line in lines),
    }


def _file(agency_id: str, number: int, feed: str, outcome: str = "parsed", **counts: int) -> Row:
    zero = {
        f"rows_{end}": 0
        for end in ("read", "accepted", "quarantined", "duplicate", "superseded", "other_month")
    }
    return {
        "agency_id": agency_id,
        "month": MONTH,
        "path": f"landing/{agency_id}/{MONTH}/{feed}/{number}.csv",
        "feed": feed,
        "delivery_month": MONTH,
        "file_no": number,
        "sha256": f"{number:064x}",
        "outcome": outcome,
        **zero,
        **counts,
    }


PEOPLE = (
    (
        AGENCY,
        SITI,
        "Siti Aminah",
        (
            Line(
                "beban_kerja",
                "discipline",
                3_000_000,
                (weight(40), score("97.5", "terlambat 47 menit 6 Oktober")),
            ),
            Line("beban_kerja", "productivity", 3_000_000, (weight(60), score("86.67"))),
            Line(
                None,
                None,
                3_000_000,
                (Factor("deduction", "multiply", "apel", 20_000, 1_000_000),),
                "potongan",
                -1,
            ),
        ),
        None,
    ),
    (
        AGENCY,
        BUDI,
        "Budi Santoso",
        (Line("beban_kerja", "productivity", 2_500_000, (weight(60), score("100"))),),
        "Tidak ada presensi satu pun di bulan ini",
    ),
    (
        AGENCY,
        RINA,
        "Rina Putri",
        (
            Line(
                "beban_kerja",
                None,
                2_153_337,
                (
                    Factor("status", "multiply", "CPNS", 800_000, 1_000_000),
                    Factor("proration", "multiply", "hari kerja pada jabatan", 15, 22),
                    Factor("productivity", "weigh", "produktivitas 60 % dari 80", 48, 100),
                    Factor("discipline", "weigh", "disiplin 40 % dari 95,5", 382, 1000),
                ),
            ),
        ),
        None,
    ),
    (
        AGENCY,
        JOKO,
        "Joko Susilo",
        (Line("beban_kerja", "discipline", 500_000, (weight(40), score("58"))),),
        None,
    ),
    (OTHER_AGENCY, MADE, "Made Wirawan", (Line("beban_kerja", "flat", 1_000_000, ()),), None),
)


def sample() -> dict[str, list[Row]]:
    """Every mart of the month: Kota Contoh ready with four people (one held), Mataram held with one."""
    tables: dict[str, list[Row]] = {
        "monthly_incentives": [],
        "incentive_lines": [],
        "incentive_line_factors": [],
    }
    for agency_id, employee_id, name, lines, held in PEOPLE:
        for mart, rows in month_of(agency_id, employee_id, name, lines, held=held).items():
            tables[mart] += rows
    key = {"agency_id": AGENCY, "month": MONTH}
    people = [row for row in tables["monthly_incentives"] if row["agency_id"] == AGENCY]
    tables["agency_month_profile"] = [
        {
            **key,
            "employees_master": 5,
            "people_paid": 3,
            "people_held": 1,
            "people_zero": 0,
            "computed_amount_total": sum(row["computed_amount"] for row in people),
            "incentive_amount_total": sum(row["incentive_amount"] for row in people),
            "rows_read": 110,
            "rows_quarantined": 4,
        }
    ]
    tables["month_state"] = [
        {**key, "subject_kind": "employee", "subject_id": SITI, "state_key": "unexcused_days", "value_e4": 0}
    ]
    tables["file_outcomes"] = [
        _file(AGENCY, 1, "attendance", rows_read=100, rows_accepted=94, rows_quarantined=4, rows_duplicate=2),
        _file(AGENCY, 2, "employees", rows_read=5, rows_accepted=5),
        _file(AGENCY, 3, "leave", "refused"),
        _file(OTHER_AGENCY, 4, "employees", rows_read=1, rows_accepted=1),
    ]
    tables["quarantined_rows"] = [
        {
            **key,
            "feed": "attendance",
            "file_no": 1,
            "row_no": n,
            "reason_code": "pin_tidak_dikenal",
            "reason": "PIN",
        }
        for n in range(1, 5)
    ]
    tables["performance_indicators"] = [
        {
            **key,
            "employee_id": SITI,
            "assignment_id": f"{SITI}:1",
            "unit_id": "01",
            "aspect": "discipline",
            "measure": "discipline_points",
            "numerator": 25_000,
            "denominator": 10_000,
            "unit": "poin",
            "score": "97.5",
            "weight": "40",
            "evidence_count": 20,
            "is_assumed": False,
            "rule_id": "contoh-2",
            "citation": "Perwali Contoh 1/2026 ps. 7",
            "rule_status": "illustrative",
        },
        {
            **key,
            "employee_id": SITI,
            "assignment_id": f"{SITI}:1",
            "unit_id": "01",
            "aspect": "productivity",
            "measure": "case_timeliness",
            "numerator": 13,
            "denominator": 15,
            "unit": "tugas",
            "score": "86.67",
            "weight": "60",
            "evidence_count": 15,
            "is_assumed": True,
            "assumption": "Predikat bulan lalu dipakai karena bulan ini belum ada.",
            "rule_id": "contoh-3",
            "citation": "Perwali Contoh 1/2026 ps. 9",
            "rule_status": "illustrative",
        },
    ]
    tables["gate_findings"] = [
        {**key, "employee_id": BUDI, "gate": "no_evidence", "severity": "hold", "rule_code": "tanpa_bukti",
         "message": "Tidak ada presensi satu pun di bulan ini", "rows": 0, "people": 1}
    ]  # fmt: skip
    tables["agency_gates"] = [
        {**key, "status": "ready_with_warnings", "reasons": "1 berkas ditolak"},
        {
            "agency_id": OTHER_AGENCY,
            "month": MONTH,
            "status": "held",
            "reasons": "Tidak ada presensi sama sekali",
        },
    ]
    return tables
