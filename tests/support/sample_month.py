"""A hand-sized month of two agencies whose lines, factors and sums agree."""

import datetime as dt
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
    label: str | None
    numerator: int
    denominator: int
    score_e4: int | None = None


class Line(NamedTuple):
    """One line and how it came about; the amount follows by half-up.

    Without factors the line is the basis; a line that cuts the whole has its share as `cut_e4`.
    """

    component: str | None
    aspect: str | None
    basis: int
    factors: Sequence[Factor] = ()
    kind: str = "reguler"
    cut_e4: int = 0
    detail: str | None = None
    status: str = "illustrative"


def scored(aspect: str, weight_percent: int, points: str) -> Factor:
    """Weight of an aspect times its score."""
    score_e4 = int(Fraction(points) * 10_000)
    return Factor("nilai", "weigh", aspect, weight_percent * 10_000 * score_e4, 10**12, score_e4)


def exact(line: Line) -> Fraction:
    value, pending = Fraction(line.basis), Fraction(0)
    if line.cut_e4:
        return -value * line.cut_e4 / 1_000_000
    for factor in line.factors:
        step = Fraction(factor.numerator, factor.denominator)
        if factor.operation == "multiply":
            value *= step
        elif factor.operation == "add":
            value += step
        else:
            pending += step
    return value * (pending if any(f.operation == "weigh" for f in line.factors) else 1)


def steps(line: Line, value: Fraction) -> list[Factor]:
    if line.cut_e4:
        return [Factor(line.kind, "start", line.detail, value.numerator, value.denominator)]
    return [Factor("pokok", "start", line.component, line.basis, 1), *line.factors]


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
                "stretch_from": dt.date(2026, 10, 1),
                "stretch_to": dt.date(2026, 10, 31),
                "line_kind": line.kind,
                "component": line.component,
                "aspect": line.aspect,
                "detail": line.detail,
                "rule_id": "contoh-1",
                "rule_title": "Komponen dikalikan bobot dan nilai.",
                "citation": "Perwali Contoh 1/2026 ps. 5",
                "rule_status": line.status,
                "stage": 2 if line.cut_e4 else 1,
                "ordinal": ordinal,
                "rounding_mode": "half_up",
                "rounding_unit": 1,
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
                "employee_id": employee_id,
                "ordinal": n,
                "factor_kind": factor.kind,
                "operation": factor.operation,
                "label": factor.label,
                "numerator": factor.numerator,
                "denominator": factor.denominator,
                "rule_id": "contoh-1",
                "score_e4": factor.score_e4,
                "is_assumed": False,
            }
            for n, factor in enumerate(steps(line, value), 1)
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
        "unit_name": "Dinas Satu",
        "skpd_code": "1.01",
        "employment_status": "PNS",
        "grade": "III/a",
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


def _indicator(
    employee_id: str,
    aspect: str,
    measure: str,
    raw: tuple[int | None, int | None, str | None],
    points: str,
    *,
    evidence: int = 20,
) -> Row:
    return {
        "agency_id": AGENCY,
        "month": MONTH,
        "employee_id": employee_id,
        "assignment_id": f"{employee_id}:1",
        "unit_id": "01",
        "aspect": aspect,
        "measure": measure,
        "numerator": raw[0],
        "denominator": raw[1],
        "unit": raw[2],
        "score": points,
        "score_e4": int(Fraction(points) * 10_000),
        "weight_e4": 1_000_000,
        "evidence_count": evidence,
        "is_assumed": False,
        "rule_id": f"contoh-{measure}",
        "rule_title": "Nilai dihitung dari yang tercatat.",
        "citation": "Perwali Contoh 1/2026 ps. 7",
        "rule_status": "illustrative",
    }


PEOPLE = (
    (
        AGENCY,
        SITI,
        "Siti Aminah",
        (
            Line("beban_kerja", "discipline", 3_000_000, (scored("discipline", 40, "97.5"),)),
            Line("beban_kerja", "productivity", 3_000_000, (scored("productivity", 60, "86.67"),)),
            Line(None, None, 3_000_000, kind="potongan", cut_e4=20_000, detail="muster 2026-10-12"),
        ),
        None,
    ),
    (
        AGENCY,
        BUDI,
        "Budi Santoso",
        (Line("beban_kerja", "productivity", 2_500_000, (scored("productivity", 60, "100"),)),),
        "tanpa_bukti_kehadiran;indikator_belum_ada:discipline",
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
                    Factor("status", "multiply", "status kepegawaian", 800_000, 1_000_000),
                    Factor("hari", "multiply", "hari dibayar", 15_000_000, 22_000_000),
                    scored("productivity", 60, "80"),
                    scored("discipline", 40, "95.5"),
                ),
            ),
        ),
        None,
    ),
    (
        AGENCY,
        JOKO,
        "Joko Susilo",
        (Line("beban_kerja", "discipline", 500_000, (scored("discipline", 40, "58"),)),),
        None,
    ),
    (OTHER_AGENCY, MADE, "Made Wirawan", (Line("beban_kerja", "flat", 1_000_000),), None),
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
        {**_file(AGENCY, 3, "leave", "refused"), "reason": "Berkas kosong."},
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
        _indicator(SITI, "discipline", "discipline_points", (25_000, 10_000, "poin"), "97.5"),
        _indicator(SITI, "productivity", "case_timeliness", (13, 15, "perkara"), "86.67", evidence=15)
        | {"is_assumed": True, "assumption": "carry:2026-09", "scale": "share"},
        _indicator(RINA, "discipline", "discipline_points", (45_000, 10_000, "poin"), "95.5"),
        _indicator(RINA, "productivity", "rating_predicate", (None, None, None), "80", evidence=1)
        | {"value_text": "Butuh Perbaikan"},
        _indicator(JOKO, "discipline", "discipline_points", (420_000, 10_000, "poin"), "58"),
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
