"""A small government whose month has every mess: what is quarantined and what is paid, worked out by hand."""

from fractions import Fraction

import polars as pl

from contracts.home import Home
from tests.golden.landing import MONTH
from tests.support.reading import mart

AGENCY = "95.02"

ANI, BUDI, CITRA, DEWI = (f"19800{n}012005011{n:03d}" for n in (1, 2, 3, 4))
EKO, FAJAR, GITA, HADI = (f"19800{n}012005011{n:03d}" for n in (5, 6, 7, 8))

CLASS_5, CLASS_6, CLASS_7 = 1_500_000, 1_800_000, 2_000_000
GOOD, TO_IMPROVE, POOR = 100, 80, 60
LATE_20_MINUTES, EARLY_45_MINUTES, NO_DEPARTURE, ABSENT = map(Fraction, ("0.5", "1", "1.5", "3"))

SICK_FOR_THREE_DAYS = Fraction(19 * 100 + 100 + 100 + 75, 22 * 100)
FIVE_ANSWERS = Fraction(25) * (4 + 4 + 4 + 3 + 3) / 5
ONE_OF_TWO_IN_TIME = Fraction(100, 2)
SERVICE = (FIVE_ANSWERS + ONE_OF_TWO_IN_TIME) / 2
CPNS = Fraction(80, 100)


def _rupiah(basis: Fraction | int, weight: int, score: Fraction | int) -> int:
    return int(basis * Fraction(weight, 100) * Fraction(score) / 100 + Fraction(1, 2))


COMPUTED = {
    ANI: _rupiah(CLASS_7, 40, 100 - LATE_20_MINUTES) + _rupiah(CLASS_7, 60, GOOD),
    BUDI: _rupiah(CLASS_5, 40, 100 - ABSENT) + _rupiah(CLASS_5, 60, TO_IMPROVE),
    CITRA: _rupiah(CLASS_7 * SICK_FOR_THREE_DAYS, 40, 100) + _rupiah(CLASS_7 * SICK_FOR_THREE_DAYS, 60, GOOD),
    DEWI: 0,
    EKO: _rupiah(CLASS_5, 60, GOOD),
    FAJAR: 0,
    GITA: _rupiah(CLASS_6, 40, 100 - NO_DEPARTURE - EARLY_45_MINUTES)
    + _rupiah(CLASS_6, 40, POOR)
    + _rupiah(CLASS_6, 20, SERVICE),
    HADI: _rupiah(CLASS_5 * CPNS, 40, 100)
    + _rupiah(CLASS_5 * CPNS, 40, GOOD)
    + _rupiah(CLASS_5 * CPNS, 20, SERVICE)
    - _rupiah(480_000 + 480_000 + 168_000, 25, 100),
}
RUPIAH = {
    ANI: 796_000 + 1_200_000,
    BUDI: 582_000 + 720_000,
    CITRA: 790_909 + 1_186_364,
    DEWI: 0,
    EKO: 900_000,
    FAJAR: 0,
    GITA: 702_000 + 432_000 + 252_000,
    HADI: 480_000 + 480_000 + 168_000 - 282_000,
}
HELD = {
    DEWI: {"pin_ganda", "penilaian_ganda"},
    EKO: {"pin_ganda"},
    FAJAR: {"pegawai_bertentangan"},
}

QUARANTINED = {
    ("attendance/1_attlog.dat", 1): "baris_rusak",
    ("attendance/1_attlog.dat", 2): "baris_rusak",
    ("attendance/1_attlog.dat", 3): "jam_perangkat",
    ("attendance/1_attlog.dat", 4): "jam_perangkat",
    ("attendance/1_attlog.dat", 5): "pin_tidak_dikenal",
    ("attendance/1_attlog.dat", 6): "pin_ganda",
    ("attendance/1_attlog.dat", 7): "pin_ganda",
    ("discipline_cases/hukuman.csv", 2): "nip_rusak",
    ("employees/pegawai.csv", 6): "pegawai_bertentangan",
    ("employees/pegawai.csv", 7): "pegawai_bertentangan",
    ("employees/pegawai.csv", 10): "nip_rusak",
    ("leave/cuti.csv", 2): "nip_rusak",
    ("leave/cuti.csv", 3): "tanggal_terbalik",
    ("leave/cuti.csv", 4): "nilai_tidak_dikenal",
    ("leave/cuti.csv", 5): "tanggal_rusak",
    ("public_feedback/lapor.csv", 4): "instansi_tidak_dikenal",
    ("public_feedback/skm.csv", 6): "jawaban_di_luar_skala",
    ("public_feedback/skm.csv", 7): "jawaban_di_luar_skala",
    ("public_feedback/skm.csv", 8): "loket_tidak_dikenal",
    ("task_completion/ekinerja.csv", 4): "penilaian_ganda",
    ("task_completion/ekinerja.csv", 5): "penilaian_ganda",
    ("task_completion/ekinerja.csv", 9): "pegawai_tidak_dikenal",
}
FILES = {  # outcome, rows read = accepted + quarantined + duplicate + other month
    "absensi_lama/rekap.csv": ("unknown_feed", 0, 0, 0, 0, 0),
    "attendance/.DS_Store": ("ignored", 0, 0, 0, 0, 0),
    "attendance/1_attlog.dat": ("parsed", 221, 212, 7, 1, 1),
    "attendance/2_attlog.dat.part": ("not_settled", 0, 0, 0, 0, 0),
    "attendance/kosong.csv": ("refused", 0, 0, 0, 0, 0),
    "discipline_cases/hukuman.csv": ("parsed", 2, 1, 1, 0, 0),
    "employees/pegawai.csv": ("parsed", 10, 7, 3, 0, 0),
    "leave/cuti.csv": ("parsed", 6, 1, 4, 0, 1),
    "leave/portal.csv": ("refused", 0, 0, 0, 0, 0),
    "public_feedback/lapor.csv": ("parsed", 4, 2, 1, 1, 0),
    "public_feedback/skm.csv": ("parsed", 8, 5, 3, 0, 0),
    "task_completion/ekinerja.csv": ("parsed", 10, 6, 3, 0, 1),
    "task_completion/tanpa_hasil.csv": ("refused", 0, 0, 0, 0, 0),
    "units/unit.csv": ("parsed", 2, 2, 0, 0, 0),
}


def _mart(home: Home, name: str) -> pl.DataFrame:
    return mart(home, name).filter(pl.col("agency_id") == AGENCY)


def _short(path: str) -> str:
    return path.removeprefix(f"{AGENCY}/{MONTH}/")


def test_the_arithmetic_is_the_rupiah() -> None:
    assert COMPUTED == RUPIAH


def test_everyone_is_paid_the_rupiah_worked_out_by_hand(golden: Home) -> None:
    people = _mart(golden, "monthly_incentives")
    assert dict(people.select("employee_id", "computed_amount").iter_rows()) == RUPIAH
    paid = dict(people.select("employee_id", "incentive_amount").iter_rows())
    assert paid == {person: 0 if person in HELD else amount for person, amount in RUPIAH.items()}


def test_those_whose_data_contradict_are_held_for_it(golden: Home) -> None:
    held = _mart(golden, "monthly_incentives").filter("is_held").select("employee_id", "hold_reason")
    reasons = {person: set(reason.split(";")) for person, reason in held.iter_rows()}
    assert reasons.keys() == HELD.keys()
    assert all(reasons[person] >= expected for person, expected in HELD.items())


def test_the_rows_in_quarantine_are_these(golden: Home) -> None:
    files = _mart(golden, "file_outcomes").select("file_no", "path").drop_nulls()
    rows = _mart(golden, "quarantined_rows").join(files, on="file_no")
    found = rows.select(pl.col("path").map_elements(_short, pl.String), "row_no", "reason_code")
    assert {(path, row): code for path, row, code in found.iter_rows()} == QUARANTINED
    assert found.height == len(QUARANTINED)


def test_each_file_and_row_ends_so(golden: Home) -> None:
    ends = ["accepted", "quarantined", "duplicate", "other_month"]
    outcomes = _mart(golden, "file_outcomes").select(
        "path", "outcome", "rows_read", *(f"rows_{end}" for end in ends)
    )
    assert {_short(path): tuple(told) for path, *told in outcomes.iter_rows()} == FILES
