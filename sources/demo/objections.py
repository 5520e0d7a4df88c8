"""Objections of the demo to lines of a released month: one granted, one refused, one that waits."""

import datetime as dt
from typing import NamedTuple

import polars as pl

FILED_DAY, DECIDED_DAY, ANSWERED_DAY = 20, 27, 3
GRANTED, REFUSED, WAITS = "diterima", "ditolak", ""
ANSWER = "Sudah diperiksa: tidak ada surat tugas dan mesin presensi hari itu tidak terganggu"
# What a letter of duty undoes, what is most first.
KINDS = ("absent", "missing_in", "missing_out", "early", "late")
LINES = {"employee_id": pl.String, "line_id": pl.String, "detail": pl.String}


class Objected(NamedTuple):
    """Feeds `objections` and `leave` of the month after the released one."""

    objections: pl.DataFrame
    leave: pl.DataFrame


def objected(lines: pl.DataFrame, month: str, mending_file: str) -> Objected:
    """Let three people object to what a day took from them; empty where fewer than three lost anything.

    lines: LINES of people who were paid for `month`, `detail` a kind of event and its date. The first by the
    weight of the event is granted by a letter of duty, landed as `mending_file` (below the agency's folder).
    """
    kind, day = (pl.col("detail").str.split(" ").list.get(place, null_on_oob=True) for place in (0, 1))
    lost = (
        lines.select(*LINES)
        .with_columns(kind=kind, day=day.str.to_date("%Y-%m-%d", strict=False))
        .filter(pl.col("kind").is_in(KINDS), pl.col("day").is_not_null())
        .with_columns(weight=pl.col("kind").replace_strict(KINDS, list(range(len(KINDS)))))
        .sort("weight", "employee_id", "day", "line_id")
        .unique("employee_id", keep="first", maintain_order=True)
        .head(3)
    )
    if lost.height < len((GRANTED, REFUSED, WAITS)):
        lost = lost.clear()
    decisions = [GRANTED, REFUSED, WAITS][: lost.height]
    numbered = lost.with_columns(
        number=pl.int_range(1, pl.len() + 1), putusan=pl.Series(decisions, dtype=pl.String)
    )
    is_granted, is_decided = pl.col("putusan") == GRANTED, pl.col("putusan") != WAITS
    asked = numbered.select(
        id=pl.format("K-{}/{}", "number", pl.lit(month)),
        line_id=pl.col("line_id").str.head(12),
        nip="employee_id",
        bulan=pl.lit(month),
        alasan=pl.when(is_granted)
        .then(pl.lit("Saya bertugas di luar kantor pada hari itu; surat tugas terlampir"))
        .when(is_decided)
        .then(pl.lit("Saya merasa sudah presensi"))
        .otherwise(pl.lit("Mesin presensi di loket saya mati pada hari itu")),
        diajukan=pl.lit(_on(month, FILED_DAY)),
        diputus=pl.when(is_decided).then(pl.lit(_on(month, DECIDED_DAY))).otherwise(pl.lit("")),
        diputus_oleh=pl.when(is_decided).then(pl.lit("Sekretaris Daerah")).otherwise(pl.lit("")),
        alasan_putusan=pl.when(is_granted)
        .then(pl.lit("Surat tugas sah"))
        .when(is_decided)
        .then(pl.lit(ANSWER))
        .otherwise(pl.lit("")),
        putusan="putusan",
        berkas_perbaikan=pl.when(is_granted).then(pl.lit(f"{mending_file}#1")).otherwise(pl.lit("")),
    )
    leave = numbered.filter(is_granted).select(
        nip="employee_id",
        jenis_cuti=pl.lit("dinas_luar"),
        mulai="day",
        selesai="day",
        nomor_surat=pl.lit(f"090/ST/{month}"),
        tanggal_persetujuan="day",
    )
    return Objected(asked, leave)


def answered(asked: pl.DataFrame, month: str) -> pl.DataFrame:
    """Give the rows of an earlier file of objections that waited, refused in the month after `month`."""
    return asked.filter(pl.col("putusan") == WAITS).with_columns(
        putusan=pl.lit(REFUSED),
        diputus=pl.lit(_on(month, ANSWERED_DAY)),
        diputus_oleh=pl.lit("Sekretaris Daerah"),
        alasan_putusan=pl.lit(ANSWER),
    )


def _on(month: str, day: int) -> str:
    """Day of the month after a month, ISO."""
    year, number = int(month[:4]), int(month[5:])
    return dt.date(year + number // 12, number % 12 + 1, day).isoformat()
