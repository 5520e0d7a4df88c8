"""Who an objection is about, and whether it names a line that was released and a file that has landed."""

from dataclasses import dataclass, field
from typing import Final

import polars as pl

from contracts.fields import NIP

RELEASED: Final = {
    "agency_id": pl.String,
    "objected_month": pl.String,
    "employee_id": pl.String,
    "line_code": pl.String,
}
LANDED: Final = {"agency_id": pl.String, "mending_file": pl.String, "rows_read": pl.Int64}


@dataclass(frozen=True)
class Objectable:
    """What objections may name.

    released: RELEASED, a row per line of each release of the months objected to (people without lines
    have a null code). landed: LANDED, a row per file that was read, by its path below the agency's folder.
    """

    released: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=RELEASED))
    landed: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=LANDED))


def named_soundly(frame: pl.DataFrame, people: pl.DataFrame, known: Objectable) -> pl.DataFrame:
    """Add `_identity`: why an objection cannot be followed, or null; row order is kept.

    people: agency_id, employee_id of the month's master. A line is asked only of a month that was released:
    of a preview the models say whether they know it. Someone who has left since is known from the release.
    """
    person, month = ["agency_id", "employee_id"], ["agency_id", "objected_month"]
    line = [*month, "employee_id", "line_code"]
    landed = pl.col("agency_id") + "/"
    bare = pl.col("mending_file").str.strip_prefix("landing/").str.strip_prefix(landed)
    joined = frame.with_columns(mending_file=bare)
    for flag, table, keys in (
        ("_here", people, person),
        ("_paid", known.released, [*month, "employee_id"]),
        ("_released", known.released, month),
        ("_line", known.released, line),
    ):
        marked = table.select(keys).unique().with_columns(pl.lit(value=True).alias(flag))
        joined = joined.join(marked, on=keys, how="left", maintain_order="left")
    joined = joined.join(
        known.landed.unique(["agency_id", "mending_file"]),
        on=["agency_id", "mending_file"],
        how="left",
        maintain_order="left",
    )
    is_stranger = pl.col("_here").is_null() & pl.col("_paid").is_null()
    is_read = pl.col("rows_read").is_not_null() & pl.coalesce(
        pl.col("mending_row").is_between(1, pl.col("rows_read")), pl.lit(value=True)
    )
    code = (
        pl.when(is_stranger & pl.col("employee_id").str.contains(NIP))
        .then(pl.lit("pegawai_tidak_dikenal"))
        .when((pl.col("objected_month") + "-01") < pl.col("first_day").dt.strftime("%Y-%m-%d"))
        .then(pl.lit("jam_perangkat"))
        .when(pl.col("_released").is_not_null() & pl.col("_line").is_null())
        .then(pl.lit("baris_tidak_dikenal"))
        .when((pl.col("decision") == "diterima") & ~is_read)
        .then(pl.lit("perbaikan_tidak_ditemukan"))
    )
    return joined.with_columns(code.alias("_identity")).drop(
        "_here", "_paid", "_released", "_line", "rows_read"
    )
