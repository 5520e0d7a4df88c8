import datetime as dt
import json
import subprocess
import sys

import pytest

from contracts.home import Home
from delivery.errors import CatalogueUnreadableError, MonthNotRunError, UnknownEmployeeError
from delivery.statement.build import statement
from delivery.statement.text import render
from tests.support.marts import build_catalogue
from tests.support.sample_month import AGENCY, BUDI, MONTH, RINA, SITI, sample


def test_facts_add_up_and_are_plain_json(ran: Home) -> None:
    facts = statement(ran, SITI, MONTH)
    assert json.loads(json.dumps(facts)) == facts
    totals = facts["totals"]
    assert totals["lines_amount"] == totals["computed_amount"] == totals["incentive_amount"] == 2_670_060
    assert [line["amount"] for line in facts["lines"]] == [1_170_000, 1_560_060, -60_000]
    assert facts["due"] == [
        {"component": "beban_kerja", "assignment_id": f"{SITI}:1", "basis_amount": 3_000_000}
    ]


def test_text_shows_formula_values_result_reason_and_rule(ran: Home) -> None:
    text = render(statement(ran, SITI, MONTH))
    assert "dasar beban kerja × bobot × nilai produktivitas" in text
    assert "= Rp 3.000.000 × 60 % × 86,67 %" in text
    assert "Potongan, tidak ikut apel 12 Oktober 2026" in text
    assert "= Rp 3.000.000 × -2 %\n     = -Rp 60.000\n" in text
    assert "13 dari 15 perkara, nilai 86,67" in text
    assert "Dasar: Perwali Contoh 1/2026 ps. 5" in text
    assert "[angka contoh" in text
    assert "penyelesaian tugas tepat waktu diambil dari September 2026" in text
    assert text.count("SIMULASI - BUKAN DASAR PEMBAYARAN") == 2
    assert max(len(line) for line in text.splitlines()) <= 96


def test_a_cut_from_nothing_and_a_cut_of_an_odd_share_are_told_in_words(home: Home) -> None:
    tables = sample()
    cut = next(row for row in tables["incentive_lines"] if row["detail"] == "muster 2026-10-12")
    factor = next(row for row in tables["incentive_line_factors"] if row["line_id"] == cut["line_id"])
    for row in (cut, factor):
        row.update(numerator=-200_000, denominator=7)
    build_catalogue(home, tables)
    assert "= Rp 3.000.000 × -0,9523… %\n     = -Rp 28.571,4285…, dibulatkan" in render(
        statement(home, SITI, MONTH)
    )
    cut.update(numerator=0, denominator=1, basis_amount=0, amount=0)
    build_catalogue(home, tables, build="b2")
    text = render(statement(home, SITI, MONTH))
    assert "= tidak ada besaran yang dapat dipotong\n     = Rp 0\n" in text
    cut.update(detail="991325 per 1000000")
    [person] = [row for row in tables["monthly_incentives"] if row["employee_id"] == SITI]
    person.update(is_held=True, hold_reason="pagu_terlampaui", incentive_amount=0)
    build_catalogue(home, tables, build="b3")
    facts = statement(home, SITI, MONTH)
    [scaled] = [one for one in facts["lines"] if one["line_id"] == cut["line_id"]]
    assert scaled["detail"] == "dibayar 99,1325 % menurut pagu unit"
    assert scaled["raw_detail"] == "991325 per 1000000"
    assert "Potongan di atas masih Rp 0 karena besaran yang dipotong belum dapat dihitung" in render(facts)


def test_weighed_steps_are_a_sum_in_brackets_and_days_stay_days(ran: Home) -> None:
    text = render(statement(ran, RINA, MONTH))
    assert "= Rp 2.153.337 × 80 % × 15/22 × (60 % × 80 % + 40 % × 95,5 %)" in text
    assert "= Rp 1.012.459,9058…, dibulatkan setengah ke atas menjadi Rp 1.012.460" in text


def test_a_held_person_reads_why_and_how_much_waits(ran: Home) -> None:
    facts = statement(ran, BUDI, MONTH)
    text = render(facts)
    assert (facts["totals"]["computed_amount"], facts["totals"]["incentive_amount"]) == (1_500_000, 0)
    assert facts["hold"]["sentences"] == [
        "Tidak ada presensi atau rekap kehadiran satu pun di bulan ini.",
        "Nilai disiplin belum ada.",
    ]
    assert text.count("Tidak ada presensi satu pun di bulan ini") == 1
    assert "Ditahan" in text


def test_days_are_told_without_the_kind_of_leave(home: Home) -> None:
    key = {"agency_id": AGENCY, "month": MONTH, "employee_id": SITI}
    days = [
        {**key, "work_date": dt.date(2026, 10, 5), "day_status": "present", "late_minutes": 0},
        {
            **key,
            "work_date": dt.date(2026, 10, 6),
            "day_status": "present",
            "arrived_at": dt.datetime(2026, 10, 6, 8, 47),  # noqa: DTZ001 - local time of the agency
            "late_minutes": 47,
            "points_e4": 10_000,
        },
        {**key, "work_date": dt.date(2026, 10, 7), "day_status": "leave", "leave_type": "sakit"},
    ]
    build_catalogue(home, {**sample(), "attendance_days": days})
    facts = statement(home, SITI, MONTH)
    text = render(facts)
    assert "- 6 Oktober 2026: terlambat 47 menit (datang 08.47); dikurangi 1 poin" in text
    assert "- 7 Oktober 2026: cuti atau tugas" in text
    assert "5 Oktober" not in text
    assert "sakit" not in text + json.dumps(facts)


def test_evidence_rows_come_along_when_the_view_is_there(home: Home) -> None:
    tables = sample()
    line_id = next(row["line_id"] for row in tables["incentive_lines"] if row["employee_id"] == SITI)
    proof = {
        "agency_id": AGENCY,
        "month": MONTH,
        "employee_id": SITI,
        "line_id": line_id,
        "record_type": "punch",
        "path": "99.01/2026-10/attendance/mesin.dat",
        "file_no": 1,
        "row_no": 7,
        "happened_on": dt.date(2026, 10, 6),
        "what": "presensi 06-10-2026 08.47.00",
        "quantity": 1,
    }
    build_catalogue(home, {**tables, "incentive_evidence": [proof, {**proof, "employee_id": RINA}]})
    facts = statement(home, SITI, MONTH)
    assert [item["line_id"] for item in facts["evidence"]] == [line_id]
    assert "baris 7: presensi 06-10-2026 08.47.00" in render(facts)


def test_rows_that_say_the_same_stand_in_one_line(ran: Home) -> None:
    facts = statement(ran, SITI, MONTH)
    case = {"line_id": "1", "record_type": "case_task", "path": "tugas.csv", "file_no": 1, "quantity": 1}
    rows = [(4, "perkara A"), (5, "perkara A"), *((number, f"perkara {number}") for number in range(6, 13))]
    for row_no, what in rows:
        facts["evidence"].append({**case, "row_no": row_no, "what": what, "happened_on": None})
    text = render(facts)
    assert "baris 4, 5: perkara A" in text
    assert "dan 2 baris lain" in text


def test_a_month_whose_rules_are_all_law_carries_no_mark(home: Home) -> None:
    tables = sample()
    for row in tables["incentive_lines"]:
        row["rule_status"] = "law"
    for row in tables["monthly_incentives"]:
        row["is_simulation"] = False
    build_catalogue(home, tables)
    facts = statement(home, SITI, MONTH)
    assert not facts["is_simulation"]
    assert "SIMULASI" not in render(facts)


def test_what_cannot_be_told_has_one_sentence(ran: Home, tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.raises(UnknownEmployeeError, match="tidak ada dalam tabel 2026-10"):
        statement(ran, "1" * 18, MONTH)
    with pytest.raises(MonthNotRunError, match="kinerja run 2026-11"):
        statement(ran, SITI, "2026-11")
    with pytest.raises(MonthNotRunError, match="kinerja run 2026-10"):
        statement(Home(tmp_path_factory.mktemp("empty")), SITI, MONTH)
    next(ran.marts.rglob("incentive_lines.parquet")).write_bytes(b"PAR1 but not really")
    with pytest.raises(CatalogueUnreadableError, match="bangun kembali"):
        statement(ran, SITI, MONTH)


@pytest.mark.parametrize(
    "module",
    [
        "delivery.statement",
        "delivery.statement.text",
        "delivery.summary",
        "delivery.summary_text",
        "delivery.compare",
    ],
)
def test_commands_that_read_import_nothing_heavy(module: str) -> None:
    heavy = ("polars", "pandera", "pandas", "numpy", "dagster", "dbt", "great_expectations")
    code = f"import {module}, sys; print([m for m in {heavy} if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
