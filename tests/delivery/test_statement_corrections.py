from typing import Any

from contracts.home import Home
from delivery.formula import recomputed
from delivery.statement.build import statement
from delivery.statement.facts import Line
from delivery.statement.text import render
from tests.support.marts import build_catalogue
from tests.support.sample_month import AGENCY, MONTH, SITI, sample

FOR_MONTH = "2026-08"


def with_correction(home: Home, *, paid: int, due: int, amount: int, cause: str | None) -> None:
    """Give Siti a line for August beside her own."""
    tables = sample()
    like = next(row for row in tables["incentive_lines"] if row["employee_id"] == SITI)
    line: dict[str, Any] = {
        **like,
        "line_id": "koreksi",
        "for_month": FOR_MONTH,
        "line_kind": "kekurangan" if amount > 0 else "kelebihan",
        "component": None,
        "aspect": None,
        "detail": "absent 2026-08-12",
        "stage": 6,
        "basis_amount": due,
        "numerator": amount,
        "denominator": 1,
        "amount": amount,
        "corrected_kind": "potongan",
        "corrected_detail": "absent 2026-08-12",
        "paid_before_amount": paid,
        "due_amount": due,
        "cause": cause,
    }
    tables["incentive_lines"].append(line)
    steps = [("seharusnya", "start", due), ("sudah_dibayar", "add", -paid)]
    if amount != due - paid:
        steps.append(("belum_diambil", "add", amount - due + paid))
    for ordinal, (kind, operation, value) in enumerate(steps, 1):
        tables["incentive_line_factors"].append(
            {
                "line_id": "koreksi",
                "agency_id": AGENCY,
                "month": MONTH,
                "employee_id": SITI,
                "ordinal": ordinal,
                "factor_kind": kind,
                "operation": operation,
                "label": FOR_MONTH,
                "numerator": value,
                "denominator": 1,
            }
        )
    build_catalogue(home, tables)


def shown(home: Home) -> tuple[Line, str]:
    """The correction and the whole statement as people read it, on one line."""
    facts = statement(home, SITI, MONTH)
    [line] = [line for line in facts["lines"] if line["for_month"] == FOR_MONTH]
    assert recomputed(line["basis_amount"], line["factors"]) == line["amount"]
    return line, " ".join(render(facts).split())


def test_a_correction_tells_month_amounts_and_cause(home: Home) -> None:
    with_correction(
        home,
        paid=-60_000,
        due=0,
        amount=60_000,
        cause="berkas 99.01/2026-09/leave/cuti.csv; kebijakan a.yaml",
    )
    line, text = shown(home)
    assert line["formula"] == "yang seharusnya - yang sudah dibayar"
    assert line["formula_values"] == "Rp 0 - (-Rp 60.000)"
    assert "Kekurangan bulan lalu, tidak masuk 12 Agustus 2026, untuk Agustus 2026" in text
    assert "Baris potongan Agustus 2026: sudah dibayar -Rp 60.000, seharusnya Rp 0." in text
    assert "Sebab: data yang datang sesudah rilis (99.01/2026-09/leave/cuti.csv), kebijakan" in text
    assert "kebijakan yang berubah (a.yaml)." in text


def test_an_instalment_tells_what_is_not_taken_yet(home: Home) -> None:
    with_correction(home, paid=500_000, due=100_000, amount=-150_000, cause=None)
    line, text = shown(home)
    assert line["formula"].endswith("+ yang belum diambil")
    assert line["formula_values"] == "Rp 100.000 - Rp 500.000 + Rp 250.000"
    assert "Sebab: bulan itu dihitung ulang." in text
