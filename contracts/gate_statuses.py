"""What the findings mean for agencies and units: ready, ready_with_warnings or held, and why."""

from typing import Final

import polars as pl

from contracts.gate_findings import grouped
from contracts.quality import Quality

AGENCY_GATES: Final = pl.Schema(
    {"agency_id": pl.String, "month": pl.String, "status": pl.String, "reasons": pl.String}
)
UNIT_GATES: Final = pl.Schema(
    {
        "agency_id": pl.String,
        "month": pl.String,
        "unit_id": pl.String,
        "status": pl.String,
        "reasons": pl.String,
        "people": pl.Int64,
        "people_held": pl.Int64,
        "findings": pl.Int64,
        "computed_amount": pl.Int64,
        "held_amount": pl.Int64,
    }
)
OF_AGENCY_HELD: Final = "pemda ditahan"
_UNIT: Final = ["agency_id", "unit_id"]
_HOLDS_THE_AGENCY: Final = (pl.col("severity") == "block") & ~pl.col("is_cleared")
_HOLDS_THE_UNIT: Final = (
    (pl.col("severity") == "hold") & pl.col("employee_id").is_null() & ~pl.col("is_cleared")
)


def agency_statuses(
    agencies: pl.DataFrame, found: pl.DataFrame, quality: Quality, month: str
) -> pl.DataFrame:
    """Return AGENCY_GATES; the reasons are those of the status, the heaviest first, with their counts."""
    told = _statuses(agencies, found.with_columns(_holds=_HOLDS_THE_AGENCY), ["agency_id"], quality)
    return told.select("agency_id", pl.lit(month).alias("month"), "status", "reasons").sort("agency_id")


def unit_statuses(
    agencies: pl.DataFrame, found: pl.DataFrame, people: pl.DataFrame, quality: Quality, month: str
) -> pl.DataFrame:
    """Return UNIT_GATES: a unit is held by its own findings, or with its agency; never by another unit's.

    agencies: AGENCY_GATES. people: monthly_incentives.
    """
    held_amount = pl.col("computed_amount").filter("is_held").sum()
    known = people.group_by(_UNIT).agg(
        people=pl.len().cast(pl.Int64),
        people_held=pl.col("is_held").sum().cast(pl.Int64),
        computed_amount=pl.col("computed_amount").sum().cast(pl.Int64),
        held_amount=held_amount.cast(pl.Int64),
    )
    own = found.filter(pl.col("unit_id").is_not_null()).with_columns(_holds=_HOLDS_THE_UNIT)
    counted = own.group_by(_UNIT).agg(findings=pl.len().cast(pl.Int64))
    units = (
        pl.concat([known.select(_UNIT), own.select(_UNIT)])
        .filter(pl.col("unit_id").is_not_null())
        .unique()
        .join(agencies.select("agency_id", _agency="status"), on="agency_id", how="left")
    )
    of_held = pl.col("_agency") == "held"
    numbers = ["people", "people_held", "findings", "computed_amount", "held_amount"]
    return (
        _statuses(units, own, _UNIT, quality)
        .join(known, on=_UNIT, how="left")
        .join(counted, on=_UNIT, how="left")
        .with_columns(
            pl.lit(month).alias("month"),
            pl.when(of_held).then(pl.lit("held")).otherwise("status").alias("status"),
            pl.when(of_held)
            .then(pl.concat_str(pl.lit(OF_AGENCY_HELD), "reasons", separator="; ", ignore_nulls=True))
            .otherwise("reasons")
            .alias("reasons"),
            pl.col(numbers).fill_null(0),
        )
        .select(UNIT_GATES.names())
        .sort(_UNIT)
    )


def _statuses(subjects: pl.DataFrame, found: pl.DataFrame, key: list[str], quality: Quality) -> pl.DataFrame:
    """Return the subjects with status and reasons. found: findings, `_holds`: whether each holds its own."""
    of_weight = found.filter(pl.col("severity") != "info")
    held = of_weight.group_by(key).agg(is_held=pl.col("_holds").any())
    reasons = (
        of_weight.join(held, on=key)
        .filter(pl.col("_holds") | ~pl.col("is_held"))
        .group_by(*key, "is_held", "rule_code", maintain_order=True)
        .agg(
            pl.col("rows").sum(),
            pl.col("people").sum(),
            pl.len().alias("findings"),
            pl.col("message").first(),
        )
        .join(_titles(of_weight, quality), on="rule_code", how="left", maintain_order="left")
        .with_columns(_reason())
        .group_by(key, maintain_order=True)
        .agg(pl.col("reason").str.join("; ").alias("reasons"))
    )
    status = (
        pl.when(pl.col("is_held"))
        .then(pl.lit("held"))
        .when(pl.col("is_held").is_not_null())
        .then(pl.lit("ready_with_warnings"))
        .otherwise(pl.lit("ready"))
    )
    return (
        subjects.join(held, on=key, how="left")
        .join(reasons, on=key, how="left")
        .with_columns(status.alias("status"))
    )


def _reason() -> pl.Expr:
    number = pl.lit(None, pl.Int64)
    for counted in ("people", "rows", "findings"):
        number = pl.when(pl.col("counts") == counted).then(pl.col(counted).cast(pl.Int64)).otherwise(number)
    counted_title = pl.concat_str("title", pl.lit(" ("), grouped(number), pl.lit(" "), "unit", pl.lit(")"))
    only = pl.col("message").str.strip_chars_end(".")
    alone = pl.when(pl.col("is_held") & (pl.col("findings") == 1)).then(only).otherwise("title")
    return pl.when(number.is_null()).then(alone).otherwise(counted_title).alias("reason")


def _titles(found: pl.DataFrame, quality: Quality) -> pl.DataFrame:
    """Return rule_code, title, counts, unit for every rule, limit and hold that was found."""
    told: list[tuple[str, str, str | None, str | None]] = []
    for code in found["rule_code"].unique().sort():
        if code in quality.rules:
            rule = quality.rules[code]
            told.append((code, rule.title, rule.counts, rule.unit))
        elif code in quality.limits:
            told.append((code, quality.limits[code].title, None, None))
        else:
            hold = quality.holds.get(code)
            title = hold.title if hold else quality.word(code)
            told.append((code, f"pegawai ditahan: {title}", "people", "pegawai"))
    schema = {"rule_code": pl.String, "title": pl.String, "counts": pl.String, "unit": pl.String}
    return pl.DataFrame(told, schema=schema, orient="row")
