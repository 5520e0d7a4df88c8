"""What must hold on every table of pay: it holds its agency, and the release check finds it again."""

import polars as pl
import pytest

from contracts.gates import release_check
from tests.support.gate_frames import (
    ONE,
    QUALITY,
    TWO,
    Frames,
    change,
    held,
    judge,
    only,
    reasons,
    row_of_one,
    sound_frames,
    status,
    without_files,
)


@pytest.fixture
def frames() -> Frames:
    return sound_frames()


def _double_person(frames: Frames) -> None:
    people = frames["monthly_incentives"]
    frames["monthly_incentives"] = pl.concat([people, people.filter(row_of_one())])


def _double_line(frames: Frames) -> None:
    lines = frames["incentive_lines"]
    second = lines.filter(pl.col("agency_id") == ONE)["line_id"][1]
    change(frames, "incentive_lines", line_id=second)


def _orphan_factor(frames: Frames) -> None:
    change(frames, "incentive_line_factors", line_id="nothing")


def _nobody(frames: Frames) -> None:
    for name in ("monthly_incentives", "incentive_lines", "incentive_line_factors"):
        frames[name] = frames[name].filter(pl.col("agency_id") != ONE)


BLOCKING = {
    "tanpa_data_pegawai": lambda frames: without_files(frames, "employees"),
    "tanpa_presensi": lambda frames: without_files(frames, "attendance"),
    "tanpa_pegawai": _nobody,
    "berkas_tidak_seimbang": lambda frames: change(frames, "file_outcomes", rows_duplicate=1),
    "pegawai_ganda": _double_person,
    "jumlah_baris_beda": lambda frames: change(frames, "incentive_lines", amount=999_999),
    "komponen_beda": lambda frames: change(frames, "monthly_incentives", deduction_amount=-1),
    "ditahan_tetapi_dibayar": lambda frames: change(
        frames, "monthly_incentives", is_held=True, hold_reason="tanpa_bukti_kehadiran"
    ),
    "ditahan_tanpa_alasan": lambda frames: held(frames, None),
    "dibayar_beda": lambda frames: change(frames, "monthly_incentives", incentive_amount=1),
    "baris_rupiah_ganda": _double_line,
    "faktor_tanpa_baris": _orphan_factor,
    "profil_beda": lambda frames: change(frames, "agency_month_profile", incentive_amount_total=1),
}


@pytest.mark.parametrize("code", BLOCKING)
def test_what_blocks_holds_its_agency_and_lets_the_other_go_on(frames: Frames, code: str) -> None:
    frames["monthly_incentives"] = frames["monthly_incentives"].sort("agency_id", descending=True)
    for name in ("incentive_lines", "incentive_line_factors", "agency_month_profile"):
        frames[name] = frames[name].sort("agency_id", descending=True)
    BLOCKING[code](frames)
    gates = judge(frames)
    assert set(only(gates, code)["agency_id"]) == {ONE}
    assert set(only(gates, code)["severity"]) == {"block"}
    assert status(gates) == {ONE: "held", TWO: "ready"}
    assert len(reasons(gates)) > 10


@pytest.mark.parametrize("code", [code for code in BLOCKING if code != "tanpa_pegawai"])
def test_the_release_check_finds_the_same_on_what_is_written(frames: Frames, code: str) -> None:
    written = {
        name: table.filter(pl.col("agency_id") == ONE) for name, table in frames.items() if name != "agency"
    }
    assert release_check(written, QUALITY) == []
    BLOCKING[code](written)
    assert any(QUALITY.rules[code].title in fault for fault in release_check(written, QUALITY))


def test_the_release_check_refuses_an_empty_mixed_or_implausible_table(frames: Frames) -> None:
    assert "lebih dari satu pemda" in " ".join(release_check(frames, QUALITY))
    written = {name: table.filter(pl.col("agency_id") == ONE) for name, table in frames.items()}
    profile = written["agency_month_profile"].with_columns(people_without_punch=pl.lit(20))
    faults = release_check({**written, "agency_month_profile": profile}, QUALITY)
    assert faults == ["terlalu banyak pegawai tanpa presensi"]
    _nobody(written)
    assert "tidak ada pegawai pada tabel TPP" in release_check(written, QUALITY)


def test_a_profile_read_back_from_csv_is_judged_alike(frames: Frames) -> None:
    written = {name: table.filter(pl.col("agency_id") == ONE) for name, table in frames.items()}
    text = written["agency_month_profile"].write_csv()
    written["agency_month_profile"] = pl.read_csv(text.encode(), schema_overrides={"agency_id": pl.String})
    assert release_check(written, QUALITY) == []
