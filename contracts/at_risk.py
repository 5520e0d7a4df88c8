"""The rupiah that wait for each finding, as `quality.yaml` defines it rule by rule; whole rupiah, exact."""

from typing import Final

import polars as pl

from contracts.gate_identities import Frames
from contracts.quality import Quality

_PERSON: Final = ["agency_id", "employee_id"]
# Stands for the SKPD of people whose unit has none.
NO_OFFICE: Final = "tanpa-skpd"


def weighed(found: pl.DataFrame, frames: Frames, quality: Quality) -> pl.DataFrame:
    """Return the findings with at_risk_amount filled where it is null.

    found: FINDINGS. frames: monthly_incentives, and agency_month_profile for what was paid the month before.
    """
    people = frames["monthly_incentives"]
    basic = pl.col("basic_amount") if "basic_amount" in people.columns else pl.col("computed_amount")
    persons = people.group_by(_PERSON).agg(
        _computed=pl.col("computed_amount").sum(),
        _basic=pl.max_horizontal(basic, "computed_amount").sum(),
    )
    units = people.group_by("agency_id", "unit_id").agg(_unit=pl.col("computed_amount").sum())
    kind = pl.col("_kind")
    amount = (
        pl.when(kind == "people_basic")
        .then("_basic")
        .when(kind == "people_computed")
        .then("_computed")
        .when(kind == "unit")
        .then("_unit")
        .when(kind == "office")
        .then("_office")
        .when(kind == "agency")
        .then("_agency")
    )
    return (
        found.join(_kinds(found, quality), on=["rule_code", "severity"], how="left", maintain_order="left")
        .join(persons, on=_PERSON, how="left", maintain_order="left")
        .join(units, on=["agency_id", "unit_id"], how="left", maintain_order="left")
        .join(_offices(people), on=["agency_id", "subject"], how="left", maintain_order="left")
        .join(_agencies(frames), on="agency_id", how="left", maintain_order="left")
        .with_columns(pl.coalesce("at_risk_amount", amount, pl.lit(0)).cast(pl.Int64).alias("at_risk_amount"))
        .select(found.columns)
    )


def _offices(people: pl.DataFrame) -> pl.DataFrame:
    """agency_id, subject (code of the SKPD), _office: what would be paid to its people."""
    if "skpd_code" not in people.columns:
        return pl.DataFrame(schema={"agency_id": pl.String, "subject": pl.String, "_office": pl.Int64})
    code = pl.col("skpd_code").fill_null(NO_OFFICE).alias("subject")
    return people.group_by("agency_id", code).agg(_office=pl.col("incentive_amount").sum())


def _agencies(frames: Frames) -> pl.DataFrame:
    """agency_id, _agency: the computed amounts, or what was paid last month, the larger."""
    profile = frames["agency_month_profile"]
    return profile.select(
        "agency_id",
        _agency=pl.max_horizontal(
            pl.col("computed_amount_total").cast(pl.Int64), pl.col("previous_total").cast(pl.Int64)
        ).fill_null(0),
    ).unique("agency_id")


def _kinds(found: pl.DataFrame, quality: Quality) -> pl.DataFrame:
    """rule_code, severity, _kind of every rule that was found."""
    pairs = found.select("rule_code", "severity").unique(maintain_order=True)
    kinds = pl.Series("_kind", [_kind(quality, *pair) for pair in pairs.iter_rows()], dtype=pl.String)
    return pairs.with_columns(kinds)


def _kind(quality: Quality, code: str, severity: str) -> str:
    """Which amount a rule names; a limit is about its agency, a reason of a hold about its person."""
    hold = quality.holds.get(code) if severity == "hold" else None
    told = hold or quality.rules.get(code)
    if told is not None:
        return told.at_risk
    if severity == "hold":
        return "people_basic"
    return "agency" if severity == "block" and code in quality.limits else "none"
