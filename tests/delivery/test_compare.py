from collections.abc import Mapping
from pathlib import Path

import pytest

from contracts.home import Home
from delivery.compare import Comparison, compare
from delivery.compare_text import render, write_csv
from delivery.errors import MonthNotRunError
from tests.support.marts import build_catalogue
from tests.support.sample_month import (
    AGENCY,
    BUDI,
    JOKO,
    MADE,
    MONTH,
    OTHER_AGENCY,
    RINA,
    SITI,
    Factor,
    Line,
    month_of,
    sample,
)

EXPECTED = {SITI: 2_670_060, RINA: 1_012_460, JOKO: 116_000}


def paid_file(home: Home, amounts: Mapping[str, object]) -> Path:
    file = home.root / "dibayar.csv"
    file.write_text("NIP,NILAI\n" + "".join(f"{nip},{amount}\n" for nip, amount in amounts.items()))
    return file


def against(home: Home, changes: Mapping[str, object], **options: str) -> Comparison:
    return compare(home, MONTH, paid_file(home, {**EXPECTED, **changes}), **options)


def causes(comparison: Comparison) -> dict[str, tuple[int, str]]:
    return {one["employee_id"]: (one["difference"], one["cause"]) for one in comparison["differences"]}


def test_equal_amounts_leave_the_held_person_alone(ran: Home) -> None:
    result = against(ran, {BUDI: 0})
    assert (result["people_equal"], result["differences"], result["agencies"]) == (4, [], [AGENCY])
    assert result["paid_total"] == result["table_total"] == sum(EXPECTED.values())


def test_floor_on_a_binary_float_is_recognised(ran: Home) -> None:
    assert causes(against(ran, {JOKO: 115_999, BUDI: 0})) == {JOKO: (-1, "float_floor")}


@pytest.mark.parametrize(
    ("person", "paid", "cause", "says"),
    [
        (RINA, 1_012_459, "rounding", "ke bawah"),
        (SITI, 2_670_063, "rounding", "banyaknya baris"),
        (SITI, 3_000_000, "basic_in_full", "besaran dasar"),
        (SITI, 2_730_060, "not_applied", "Baris potongan (-Rp 60.000) tidak ada di berkas."),
        (SITI, 2_700_060, "not_applied", "Nilai disiplin dianggap 100 di berkas."),
        (
            SITI,
            2_760_060,
            "not_applied",
            "Baris potongan (-Rp 60.000) tidak ada di berkas, dan nilai disiplin",
        ),
        (SITI, 1_500_060, "not_applied", "Bagian disiplin tidak dibayar di berkas."),
        (RINA, 1_265_575, "not_applied", "Status kepegawaian (80 %) tidak diterapkan di berkas."),
        (RINA, 1_484_941, "not_applied", "Bagian bulan yang dibayar (15/22) tidak diterapkan di berkas."),
        (JOKO, 1_160_000, "typing", "10 kali lipat"),
        (SITI, 0, "not_paid", "membayar nol"),
        (SITI, 2_345_678, "unknown", "Belum diketahui"),
    ],
)
def test_likely_causes(ran: Home, person: str, paid: int, cause: str, says: str) -> None:
    [one] = against(ran, {person: paid, BUDI: 0})["differences"]
    assert (one["employee_id"], one["cause"], one["difference"]) == (person, cause, paid - EXPECTED[person])
    assert says in one["explanation"]


def test_last_months_amount_paid_again(home: Home) -> None:
    tables = sample()
    weigh = Line(
        "beban_kerja", "flat", 2_000_000, (Factor("status", "multiply", "status kepegawaian", 8, 10),)
    )
    for mart, rows in month_of(AGENCY, SITI, "Siti Aminah", (weigh,), month="2026-09").items():
        tables[mart] += rows
    build_catalogue(home, tables)
    assert causes(against(home, {SITI: 1_600_000, BUDI: 0}))[SITI][1] == "previous_month"


def test_a_held_person_who_was_paid(ran: Home) -> None:
    [one] = against(ran, {BUDI: 1_500_000})["differences"]
    assert (one["cause"], one["difference"]) == ("held", 1_500_000)
    assert "Tidak ada presensi atau rekap kehadiran satu pun" in one["explanation"]
    assert "sebesar hasil hitung" in one["explanation"]


def test_people_in_one_of_the_two_only(home: Home) -> None:
    tables = sample()
    tables["quarantined_rows"].append(
        {
            "agency_id": AGENCY,
            "month": MONTH,
            "feed": "employees",
            "employee_id": "2" * 18,
            "reason": "NIP ganda",
        }
    )
    gone = Line("beban_kerja", "flat", 700_000, ())
    for mart, rows in month_of(AGENCY, "3" * 18, "Pergi", (gone,), month="2026-09").items():
        tables[mart] += rows
    build_catalogue(home, tables)
    strangers = {"1" * 18: 5, "2" * 18: 6, "3" * 18: 7, MADE: 8}
    file = paid_file(home, {SITI: EXPECTED[SITI], RINA: EXPECTED[RINA], BUDI: 0, **strangers})
    result = compare(home, MONTH, file, AGENCY)
    told = {one["employee_id"]: one for one in result["differences"]}
    assert told[JOKO]["cause"] == "only_in_table"
    assert (told[JOKO]["paid_amount"], told[JOKO]["difference"]) == (None, -116_000)
    assert "tidak dikenal" in told["1" * 18]["explanation"]
    assert "dikarantina (employees): NIP ganda" in told["2" * 18]["explanation"]
    assert "Ada sampai bulan 2026-09" in told["3" * 18]["explanation"]
    assert f"daerah {OTHER_AGENCY}" in told[MADE]["explanation"]
    assert next(iter(told)) == JOKO


def test_a_nip_that_excel_has_cut_is_matched_when_one_person_fits(ran: Home) -> None:
    file = paid_file(
        ran, {SITI[:15] + "000": EXPECTED[SITI] - 10, RINA: EXPECTED[RINA], JOKO: 116_000, BUDI: 0}
    )
    [one] = compare(ran, MONTH, file)["differences"]
    assert one["employee_id"] == SITI
    assert "rusak oleh Excel" in one["explanation"]


def test_two_rows_of_one_person_are_added(ran: Home) -> None:
    file = ran.root / "dua.csv"
    file.write_text(f"NIP,NILAI\n{JOKO},100000\n{JOKO},16000\n")
    result = compare(ran, MONTH, file)
    assert JOKO not in causes(result)


def test_text_and_csv_carry_everything(ran: Home, tmp_path: Path) -> None:
    result = against(ran, {JOKO: 115_999, SITI: 3_000_000, "1" * 18: 5})
    text = render(result, most=1)
    assert "selisih    Rp 329.944" in text
    assert "dan 3 lagi" in text
    assert "floor pada pecahan biner" in text
    write_csv(result, tmp_path / "selisih.csv")
    lines = (tmp_path / "selisih.csv").read_text().splitlines()
    assert len(lines) == 1 + len(result["differences"])
    assert lines[1].startswith(f"{SITI},Siti Aminah,{AGENCY},01,3000000,2670060,329940,basic_in_full,")


def test_month_or_agency_that_was_not_run(ran: Home) -> None:
    file = paid_file(ran, EXPECTED)
    with pytest.raises(MonthNotRunError, match="2026-11"):
        compare(ran, "2026-11", file)
    with pytest.raises(MonthNotRunError, match=r"--agency 12\.34"):
        compare(ran, MONTH, file, "12.34")
