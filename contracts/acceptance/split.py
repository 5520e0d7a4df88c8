"""Good rows on one side, bad rows with all their reasons on the other."""

from typing import NamedTuple

import polars as pl

from contracts.acceptance.schema import schema_failures
from contracts.reasons import REASONS


class Split(NamedTuple):
    """`accepted`: rows without a fault. `quarantined`: the others, with `reason_code` and all `reasons`."""

    accepted: pl.DataFrame
    quarantined: pl.DataFrame


def split(record_type: str, frame: pl.DataFrame, *found: pl.DataFrame) -> Split:
    """Divide parsed rows by the model of their record type, their parse fault and what else was `found`.

    frame: record columns and `fault` (null, or the code of the reader); any further columns travel along.
    found: frames of `_index` (position of the row in `frame`) and `code`, from identity or clock.
    A row with a parse fault is not blamed for the blanks that the fault left.
    """
    positions = pl.int_range(pl.len(), dtype=pl.UInt32).alias("_index")
    faults = frame.select(positions, pl.col("fault").alias("code")).filter(pl.col("code").is_not_null())
    broken = schema_failures(record_type, frame)
    if faults.height and broken.height:
        broken = broken.join(faults, on="_index", how="anti")
    return divide(frame, pl.concat([faults, broken, *found]))


def divide(frame: pl.DataFrame, found: pl.DataFrame) -> Split:
    """Divide rows into those not named in `found` (`_index`, `code`) and those named, with their reasons."""
    if not found.height:
        none = [
            pl.lit(None, pl.String).alias("reason_code"),
            pl.lit(None, pl.List(pl.String)).alias("reasons"),
        ]
        return Split(frame, frame.clear().with_columns(none))
    ranks = {code: place for place, code in enumerate(sorted(REASONS, key=lambda code: REASONS[code].rank))}
    by_row = (
        found.unique()
        .with_columns(pl.col("code").replace_strict(ranks, return_dtype=pl.UInt8).alias("rank"))
        .sort("_index", "rank")
        .group_by("_index", maintain_order=True)
        .agg(pl.col("code").alias("reasons"))
    )
    is_good = pl.repeat(value=True, n=frame.height, eager=True).scatter(by_row["_index"], values=False)
    reasons = by_row.select(pl.col("reasons").list.first().alias("reason_code"), "reasons")
    return Split(frame.filter(is_good), pl.concat([frame.filter(~is_good), reasons], how="horizontal"))
