"""Feeds that land as full snapshots: which delivery applies, and who contradicts themselves inside it."""

import polars as pl

from contracts.acceptance.months import Month
from contracts.acceptance.split import Split


def applying_delivery(frame: pl.DataFrame, month: Month) -> pl.DataFrame:
    """Return agency_id, master_month (the newest not after the month, else the earliest), master_is_later.

    frame: agency_id, delivery_month (`YYYY-MM`), any number of rows.
    """
    earlier = pl.col("delivery_month").filter(pl.col("delivery_month") <= month.text).max()
    return (
        frame.group_by("agency_id", maintain_order=True)
        .agg(pl.coalesce(earlier, pl.col("delivery_month").min()).alias("master_month"))
        .with_columns((pl.col("master_month") > month.text).alias("master_is_later"))
    )


def mark_snapshot(frame: pl.DataFrame, month: Month, is_delivery: pl.Expr | None = None) -> pl.DataFrame:
    """Add `_end`: null for the delivery that applies, superseded for older, other_month for newer ones.

    is_delivery: which rows say that there was a delivery (without it: all); the others belong to one or none.
    """
    delivered = frame if is_delivery is None else frame.filter(is_delivery)
    applies = applying_delivery(delivered, month).select("agency_id", "master_month")
    return (
        frame.join(applies, on="agency_id", how="left", maintain_order="left")
        .with_columns(
            pl.when(pl.col("delivery_month") < pl.col("master_month"))
            .then(pl.lit("superseded"))
            .when(pl.col("master_month").is_null() | (pl.col("delivery_month") > pl.col("master_month")))
            .then(pl.lit("other_month"))
            .alias("_end")
        )
        .drop("master_month")
    )


def contradictions(employees: pl.DataFrame) -> Split:
    """Divide distinct assignment rows; all rows of a person who contradicts themselves are quarantined.

    Contradicting: two contents for one start (definitive or acting), definitive posts whose written dates
    overlap, two employment statuses from one date, two ends of service.
    """
    person = ["agency_id", "employee_id"]
    following = pl.col("assignment_from").shift(-1).over([*person, "is_acting"], order_by="assignment_from")
    same_start = pl.len().over([*person, "assignment_from", "is_acting"]) > 1
    overlaps = ~pl.col("is_acting") & (following <= pl.col("assignment_to"))
    statuses = pl.col("status").n_unique().over([*person, "status_from"]) > 1
    ended = pl.col("service_ended_on").drop_nulls().n_unique().over(person) > 1
    is_bad = (same_start | overlaps.fill_null(value=False) | statuses | ended).any().over(person)
    marked = employees.with_columns(is_bad.alias("_bad"))
    code = pl.lit("pegawai_bertentangan")
    bad = marked.filter("_bad").drop("_bad")
    return Split(
        marked.filter(~pl.col("_bad")).drop("_bad"),
        bad.with_columns(code.alias("reason_code"), pl.concat_list(code).alias("reasons")),
    )
