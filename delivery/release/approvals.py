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
    """Hold everyone of an SKPD without approval, beside other reasons; the profile counts them as held."""
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
    return {**tables, "monthly_incentives": people, "agency_month_profile": profile}


def _is_approved(approvals: Sequence[Mapping[str, Any]]) -> pl.Expr:
    codes = sorted({str(each["skpd_code"]) for each in approvals})
    return pl.col("skpd_code").is_in(codes).fill_null(value=False)
