"""Whose recap is signed: people of an SKPD without approval wait in the release, the others are paid."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from contracts.at_risk import NO_OFFICE
from delivery.reason_texts import UNSIGNED

Approvals = Sequence[Mapping[str, Any]] | None
Tables = Mapping[str, pl.DataFrame]


def unapproved(tables: Tables, approvals: Approvals) -> list[str]:
    """SKPD of whom somebody would be paid and whose recap nobody signed, in order; None asks for no recap."""
    if approvals is None:
        return []
    people = tables["monthly_incentives"].filter(
        ~_is_approved(approvals) & ~pl.col("is_held") & (pl.col("incentive_amount") > 0)
    )
    return people["skpd_code"].fill_null(NO_OFFICE).unique().sort().to_list()


def held_back(tables: Tables, approvals: Approvals) -> dict[str, pl.DataFrame]:
    """Hold everyone of an SKPD without approval, beside other reasons; the profile counts them as held.

    What their corrections of earlier months would have settled stays outstanding.
    """
    if approvals is None:
        return dict(tables)
    waits = ~_is_approved(approvals)
    people = tables["monthly_incentives"].with_columns(
        incentive_amount=pl.when(waits).then(pl.lit(0, pl.Int64)).otherwise("incentive_amount"),
        is_held=pl.col("is_held") | waits,
        hold_reason=pl.when(waits)
        .then(pl.concat_str("hold_reason", pl.lit(UNSIGNED), separator=";", ignore_nulls=True))
        .otherwise("hold_reason"),
    )
    paid, held = pl.col("incentive_amount") > 0, pl.col("is_held")
    counted = people.select(
        paid.sum().cast(pl.Int64).alias("people_paid"),
        held.sum().cast(pl.Int64).alias("people_held"),
        (~held & (pl.col("computed_amount") == 0)).sum().cast(pl.Int64).alias("people_zero"),
        pl.col("incentive_amount").sum().cast(pl.Int64).alias("incentive_amount_total"),
    ).row(0, named=True)
    mean_amount = counted["incentive_amount_total"] // max(counted["people_paid"], 1)
    profile = tables["agency_month_profile"].with_columns(
        pl.lit(value, pl.Int64).alias(name) for name, value in {**counted, "mean_amount": mean_amount}.items()
    )
    computed = tables["monthly_incentives"]
    newly = computed.filter(~pl.col("is_held"), waits).select(
        "agency_id", "month", "employee_id", "name", "unit_id"
    )
    outstanding = _unsettled(tables["outstanding"], tables["incentive_lines"], newly)
    return {
        **tables,
        "monthly_incentives": people,
        "agency_month_profile": profile,
        "outstanding": outstanding,
    }


def _unsettled(outstanding: pl.DataFrame, lines: pl.DataFrame, newly: pl.DataFrame) -> pl.DataFrame:
    """Rows of `outstanding` after the correction lines of people who are newly held are not paid."""
    corrections = (
        lines.filter(pl.col("for_month") != pl.col("month"))
        .join(newly.select("employee_id", "name", "unit_id"), on="employee_id", how="inner", suffix="_held")
        .group_by("agency_id", "month", "employee_id", "name", "for_month")
        .agg(unpaid=pl.col("amount").sum(), unit_id=pl.col("unit_id_held").first())
    )
    if corrections.is_empty():
        return outstanding
    key = ["agency_id", "month", "employee_id", "for_month"]
    both = outstanding.join(corrections, on=key, how="full", coalesce=True, suffix="_held")
    unpaid = pl.col("unpaid").fill_null(0)
    amount = pl.col("amount").fill_null(0) + unpaid
    is_held = pl.col("unpaid").is_not_null()
    kind = pl.when(amount > 0).then(pl.lit("kekurangan")).otherwise(pl.lit("kelebihan"))
    return (
        both.with_columns(
            amount=amount,
            name=pl.coalesce("name", "name_held"),
            unit_id=pl.coalesce("unit_id", "unit_id_held"),
            outstanding_kind=pl.when(is_held).then(kind).otherwise("outstanding_kind"),
            reason=pl.when(is_held).then(pl.lit("ditahan")).otherwise("reason"),
            repaid_amount=pl.col("repaid_amount").fill_null(0),
            corrected_amount=pl.when(is_held).then(pl.lit(0, pl.Int64)).otherwise("corrected_amount"),
        )
        .filter(pl.col("amount") != 0)
        .select(outstanding.columns)
        .sort("employee_id", "for_month")
    )


def _is_approved(approvals: Sequence[Mapping[str, Any]]) -> pl.Expr:
    codes = sorted({str(each["skpd_code"]) for each in approvals})
    return pl.col("skpd_code").is_in(codes).fill_null(value=False)
