"""Dates on which a policy's events weigh differently: musters and working days around holidays."""

from datetime import date
from typing import Final

import polars as pl

from contracts.policy.rules_time import SpecialDayRule
from contracts.policy.tables import COMPILED_SCHEMAS
from contracts.policy.values import WEEKDAYS
from contracts.policy.versions import Resolved

_SCHEMA: Final = COMPILED_SCHEMAS["policy_special_days"]


def special_days_of(
    spans: list[Resolved], calendar: pl.DataFrame, decrees: pl.DataFrame, known_on: date | None
) -> pl.DataFrame:
    """Compiled `policy_special_days`: one row per agency, pattern, date and special day.

    Holiday rules count working days after (or before) an unbroken run of free days that holds a matching
    holiday and at least `minimum_free_days`; musters stand on named weekdays and on local `apel` decrees.
    """
    frames = [_SCHEMA.to_frame()]
    for span in spans:
        within = pl.col("date").is_between(span.valid_from, span.valid_to)
        for name, rule in span.rules.special_days.items():
            if rule is None:
                continue
            found = (
                _musters(rule, calendar, decrees, known_on)
                if rule.kind == "muster"
                else _around(rule, calendar)
            )
            frames.append(
                found.filter(within)
                .with_columns(
                    special_day=pl.lit(name),
                    starts_minute=pl.lit(rule.start, pl.Int64),
                    ends_minute=pl.lit(rule.end, pl.Int64),
                    rule_id=pl.lit(f"special_days.{name}"),
                )
                .select(_SCHEMA.names())
                .cast(dict(_SCHEMA))  # type: ignore[arg-type]  # polars types the keys of a schema as invariant
            )
    return pl.concat(frames).sort("agency_id", "pattern_id", "date", "special_day")


def _musters(
    rule: SpecialDayRule, calendar: pl.DataFrame, decrees: pl.DataFrame, known_on: date | None
) -> pl.DataFrame:
    known = pl.col("decided_on").is_null() | pl.lit(known_on is None)
    if known_on is not None:
        known = known | (pl.col("decided_on") <= known_on)
    decreed = decrees.filter(pl.col("kind") == "apel", known).select(
        "agency_id", date="decree_date", is_decreed=pl.lit(value=True)
    )
    weekdays = [WEEKDAYS.index(day) + 1 for day in rule.weekdays]
    return (
        calendar.filter("is_workday")
        .join(decreed.unique(), on=["agency_id", "date"], how="left")
        .filter(pl.col("date").dt.weekday().is_in(weekdays) | pl.col("is_decreed").fill_null(value=False))
        .select("agency_id", "pattern_id", "date", special_ordinal=pl.lit(1, pl.Int64))
    )


def _around(rule: SpecialDayRule, calendar: pl.DataFrame) -> pl.DataFrame:
    forward = rule.kind == "after_holiday"
    names = "|".join(_literal(part) for part in rule.holidays) or "."
    over = ("agency_id", "pattern_id")
    ordered = calendar.sort("agency_id", "pattern_id", "date", descending=[False, False, not forward])
    # A run of free days is named by the number of working days that came before it.
    runs = ordered.with_columns(run=pl.col("is_workday").cast(pl.Int64).cum_sum().over(over))
    matching = (
        runs.filter(~pl.col("is_workday"))
        .group_by(*over, "run")
        .agg(
            free_days=pl.len(),
            matches=pl.col("holiday_name").str.contains(f"(?i){names}").any(),
        )
        .filter("matches", pl.col("free_days") >= rule.minimum_free_days)
        .select(*over, before="run")
    )
    return (
        runs.filter("is_workday")
        .join(matching, on=list(over), how="inner")
        .with_columns(special_ordinal=pl.col("run") - pl.col("before"))
        .filter(pl.col("special_ordinal").is_between(1, rule.days))
        .group_by(*over, "date")
        .agg(pl.col("special_ordinal").min())
    )


def _literal(part: str) -> str:
    return "".join(sign if sign.isalnum() or sign == " " else f"\\{sign}" for sign in part)
