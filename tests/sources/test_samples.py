"""Data that this project did not invent; skipped with a reason where it is absent."""

import os
from pathlib import Path

import polars as pl
import pytest

from sources.reading import parse_file

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = Path(os.environ.get("KINERJA_SAMPLES", ROOT / ".." / "shared" / "samples"))
OFFICE = {
    "1_attlog.dat": ("attendance", "zk_attlog", 2717),
    "pegawai.csv": ("employees", "simpeg", 17),
    "units.csv": ("units", "unit", 3),
    "tugas_perizinan.csv": ("task_completion", "case_log", 2108),
    "lapor.csv": ("public_feedback", "lapor", 117),
}

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="KINERJA_SAMPLES is not here")


@pytest.mark.parametrize("name", OFFICE)
def test_the_office_reads_whole(name: str) -> None:
    feed, shape, rows = OFFICE[name]
    parsed = parse_file(SAMPLES / "kota-contoh" / name, feed, "Asia/Jakarta")
    assert (parsed.shape, parsed.frame.height) == (shape, rows)
    assert parsed.frame["fault"].null_count() == rows


def test_february_has_948_punches_of_16_people() -> None:
    frame = parse_file(SAMPLES / "kota-contoh" / "1_attlog.dat", "attendance", "Asia/Jakarta").frame
    february = frame.filter(pl.col("punch_at").dt.strftime("%Y-%m") == "2020-02")
    assert (february.height, february["pin"].n_unique()) == (948, 16)


def test_open_cases_have_no_end() -> None:
    frame = parse_file(
        SAMPLES / "kota-contoh" / "tugas_perizinan.csv", "task_completion", "Asia/Jakarta"
    ).frame
    still_open = frame.filter(pl.col("ended_at").is_null())
    assert (still_open.height, still_open["case_id"].n_unique(), frame["task_user_id"].n_unique()) == (
        21,
        3,
        35,
    )
    assert frame.filter(pl.col("task_at") < pl.col("started_at")).height == 6


def test_a_nightly_job_closes_91_complaints() -> None:
    frame = parse_file(SAMPLES / "kota-contoh" / "lapor.csv", "public_feedback", "Asia/Jakarta").frame
    nightly = frame.filter(pl.col("closed_at").dt.time() == pl.time(1))
    assert nightly.height == 91


def test_the_register_gives_the_same_frame_as_text_and_as_workbook() -> None:
    text, sheet = (
        parse_file(SAMPLES / "raw" / f"complaints_311.{kind}", "public_feedback", "Asia/Jakarta").frame
        for kind in ("csv", "xlsx")
    )
    assert text.equals(sheet)
    assert (text.height, text["fault"].null_count()) == (10_000, 10_000)
    assert (text["closed_at"].null_count(), text["due_at"].null_count()) == (208, 286)
    late = text.filter(pl.col("closed_at") > pl.col("due_at")).height
    assert late == 1567
