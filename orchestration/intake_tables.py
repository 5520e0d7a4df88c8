"""The tables that acceptance leaves beside the rows: outcomes of files, holds, agencies, quarantine."""

from collections.abc import Iterable, Mapping
from typing import Final

import polars as pl

from contracts.acceptance import Judged, Master
from contracts.acceptance.schema import record_columns
from contracts.private import PRIVATE
from contracts.reasons import REASONS

ENDS: Final = ("accepted", "quarantined", "duplicate", "superseded", "other_month")

FILE_OUTCOMES: Final = {
    "agency_id": pl.String,
    "month": pl.String,
    "path": pl.String,
    "feed": pl.String,
    "delivery_month": pl.String,
    "file_no": pl.Int64,
    "sha256": pl.String,
    "outcome": pl.String,
    "shape": pl.String,
    "record_type": pl.String,
    "reason": pl.String,
    "expected": pl.String,
    "rows_read": pl.Int64,
    **{f"rows_{end}": pl.Int64 for end in ENDS},
    "is_balanced": pl.Boolean,
}
PERSON_HOLD: Final = {
    "agency_id": pl.String,
    "month": pl.String,
    "employee_id": pl.String,
    "reason_code": pl.String,
    "reason": pl.String,
    "name": pl.String,
    "unit_id": pl.String,
    "unit_name": pl.String,
    "is_in_master": pl.Boolean,
}
AGENCY_INTAKE: Final = {
    "agency_id": pl.String,
    "month": pl.String,
    "master_month": pl.String,
    "master_is_later": pl.Boolean,
    "units_month": pl.String,
    "units_is_later": pl.Boolean,
    "is_balanced": pl.Boolean,
}
QUARANTINED: Final = {
    "agency_id": pl.String,
    "month": pl.String,
    "feed": pl.String,
    "record_type": pl.String,
    "file_no": pl.Int64,
    "row_no": pl.Int64,
    "employee_id": pl.String,
    "unit_id": pl.String,
    "reason_code": pl.String,
    "reason": pl.String,
    "reasons": pl.String,
    "content": pl.String,
}
_SENTENCES: Final = {code: reason.sentence for code, reason in REASONS.items()}


def stack(
    parts: Iterable[pl.DataFrame], schema: Mapping[str, pl.DataType | type[pl.DataType]]
) -> pl.DataFrame:
    """Put frames of one schema below each other; no frame gives an empty one."""
    return pl.concat([pl.DataFrame(schema=schema), *(part.select(schema.keys()) for part in parts)])


def quarantined_rows(
    record_type: str, judged: Judged, master: Master, files: pl.DataFrame, month: str
) -> pl.DataFrame:
    """Return QUARANTINED for one record type: whose row, which unit can mend it, the row as JSON text."""
    own = judged.quarantined
    names = [
        pl.lit(None, pl.String).alias(name) for name in ("employee_id", "unit_id") if name not in own.columns
    ]
    homes = master.people.select("agency_id", "employee_id", pl.col("unit_id").alias("_unit_id"))
    return (
        own.with_columns(names)
        .join(homes, on=["agency_id", "employee_id"], how="left", maintain_order="left")
        .join(files.select("file_no", "feed"), on="file_no", how="left", maintain_order="left")
        .with_columns(
            pl.lit(month).alias("month"),
            pl.lit(record_type).alias("record_type"),
            pl.coalesce("unit_id", "_unit_id").alias("unit_id"),
            pl.col("reason_code").replace_strict(_SENTENCES, return_dtype=pl.String).alias("reason"),
            pl.col("reasons").list.join(","),
            _content(record_type, own).alias("content"),
        )
        .select(QUARANTINED.keys())
    )


def _content(record_type: str, own: pl.DataFrame) -> pl.Series:
    """Return the rows as JSON text; of what is private nothing."""
    if record_type in PRIVATE:
        return pl.repeat(None, own.height, dtype=pl.String, eager=True)
    return own.select(pl.struct(list(record_columns(record_type))).struct.json_encode()).to_series()


def person_holds(holds: pl.DataFrame, master: Master, employees: pl.DataFrame, month: str) -> pl.DataFrame:
    """Return PERSON_HOLD; `is_in_master` is false for people of whom no master row was accepted."""
    shared = master.shared_pins.with_columns(pl.lit("pin_ganda").alias("reason_code"))
    person = ["agency_id", "employee_id"]
    present = employees.select(person).unique().with_columns(pl.lit(value=True).alias("is_in_master"))
    return (
        pl.concat([holds, shared])
        .unique()
        .join(master.people, on=person, how="inner")
        .join(present, on=person, how="left")
        .with_columns(
            pl.lit(month).alias("month"),
            pl.col("is_in_master").fill_null(value=False),
            pl.col("reason_code").replace_strict(_SENTENCES, return_dtype=pl.String).alias("reason"),
        )
        .select(PERSON_HOLD.keys())
    )


def file_outcomes(files: pl.DataFrame, ends: pl.DataFrame, month: str) -> pl.DataFrame:
    """Return FILE_OUTCOMES of the files of a batch; rows that do not add up make a file unbalanced.

    files: what is told of a file, rows_read, is_numbered (rows are 1 to n). ends: file_no, end, rows.
    """
    counts = [
        ends.filter(pl.col("end") == end).group_by("file_no").agg(pl.col("rows").sum().alias(f"rows_{end}"))
        for end in ENDS
    ]
    counted = files
    for count in counts:
        counted = counted.join(count, on="file_no", how="left")
    columns = [f"rows_{end}" for end in ENDS]
    return (
        counted.with_columns(pl.col(columns).fill_null(0), pl.lit(month).alias("month"))
        .with_columns(
            ((pl.sum_horizontal(columns) == pl.col("rows_read")) & pl.col("is_numbered")).alias("is_balanced")
        )
        .select(FILE_OUTCOMES.keys())
    )


def agency_intake(
    agencies: list[str], month: str, masters: pl.DataFrame, outcomes: pl.DataFrame
) -> pl.DataFrame:
    """Return AGENCY_INTAKE, one row per agency of the run.

    masters: agency_id, record_type, master_month, master_is_later. outcomes: FILE_OUTCOMES.
    """
    balanced = outcomes.group_by("agency_id").agg(pl.col("is_balanced").all())
    facts = pl.DataFrame({"agency_id": agencies}, schema={"agency_id": pl.String})
    for record_type, name in (("employee_assignment", "master"), ("unit", "units")):
        applies = masters.filter(pl.col("record_type") == record_type).select(
            "agency_id",
            pl.col("master_month").alias(f"{name}_month"),
            pl.col("master_is_later").alias(f"{name}_is_later"),
        )
        facts = facts.join(applies, on="agency_id", how="left")
    return (
        facts.join(balanced, on="agency_id", how="left")
        .with_columns(pl.col("is_balanced").fill_null(value=True), pl.lit(month).alias("month"))
        .select(AGENCY_INTAKE.keys())
        .sort("agency_id")
    )
