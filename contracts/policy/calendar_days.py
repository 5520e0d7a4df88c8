"""Working days of every agency and pattern, with decrees as known, Ramadan hours and special days."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import polars as pl

from contracts.calendar import CalendarMissingError, calendar_years, decreed_days
from contracts.policy.rules_time import Hours, PatternRule
from contracts.policy.tables import COMPILED_SCHEMAS
from contracts.policy.values import WEEKDAYS
from contracts.policy.versions import Resolved

NOON: Final = 12 * 60
RAMADAN_SHIFT_DAYS: Final = 10
FREE_KINDS: Final = ("libur", "cuti_bersama")
_HOURS_SCHEMA: Final = pl.Schema(
    {
        "pattern_id": pl.String(),
        "date": pl.Date(),
        "rule_id": pl.String(),
        "in_pattern": pl.Boolean(),
        "holidays_are_free": pl.Boolean(),
        "starts_minute": pl.Int64(),
        "ends_minute": pl.Int64(),
        "midpoint_minute": pl.Int64(),
        "break_minutes": pl.Int64(),
        "ramadan_starts": pl.Int64(),
        "ramadan_ends": pl.Int64(),
        "ramadan_midpoint": pl.Int64(),
        "ramadan_break": pl.Int64(),
    }
)


def pattern_days(spans: Sequence[Resolved], first: date) -> pl.DataFrame:
    """Weekly hours laid on dates, before any holiday. Grain: one row per pattern and date.

    Days from `first` up to the first span take that span's hours: workday arithmetic reaches back behind
    the policy's first day.
    """
    starts = [first, *(span.valid_from for span in spans[1:])]
    rows = [
        _pattern_row(name, pattern, day)
        for start, span in zip(starts, spans, strict=True)
        for name, pattern in span.rules.working_time.items()
        if pattern is not None
        for day in _dates(start, span.valid_to)
    ]
    return pl.DataFrame(rows, schema=_HOURS_SCHEMA, orient="row")


def calendar_of(
    agency_ids: Sequence[str],
    hours: pl.DataFrame,
    decrees: pl.DataFrame,
    first: date,
    last: date,
    *,
    known_on: date | None,
) -> pl.DataFrame:
    """Compiled `calendar_days` of agencies that share one policy's hours.

    `decrees` are the accepted local decrees (agency_id, decree_date, kind, name, decided_on).
    Years without a national calendar have weekends only: `require_calendars` says which must be there.
    """
    if hours.is_empty() or not agency_ids:
        return COMPILED_SCHEMAS["calendar_days"].to_frame()
    agencies = pl.DataFrame({"agency_id": sorted(agency_ids)}, schema={"agency_id": pl.String()})
    national = decreed_days(first - timedelta(days=40), last + timedelta(days=40), known_on)
    local = _known_local(decrees, agencies, known_on)
    days = agencies.join(pl.DataFrame({"date": pl.date_range(first, last, eager=True)}), how="cross")
    days = _with_kind(days, national, local)
    days = _with_ramadan(days, national, local)
    return _with_hours(days, hours)


def require_calendars(first: date, last: date) -> None:
    """Raise CalendarMissingError unless every year of the range has a national calendar."""
    known = calendar_years()
    missing = [str(year) for year in range(first.year, last.year + 1) if year not in known]
    if missing:
        raise CalendarMissingError(
            f"kalender {', '.join(missing)} belum ada; tambahkan contracts/calendars/{missing[0]}.yaml"
        )


def _dates(first: date, last: date) -> list[date]:
    return [date.fromordinal(day) for day in range(first.toordinal(), last.toordinal() + 1)]


def _pattern_row(name: str, pattern: PatternRule, day: date) -> tuple[object, ...]:
    weekday = WEEKDAYS[day.weekday()]
    # A free day that a decree makes a workday has the hours of the first day that the pattern names.
    like = weekday if weekday in pattern.days else next(iter(pattern.days), weekday)
    hours = pattern.days.get(like)
    ramadan = pattern.ramadan.get(like, hours)
    return (
        name,
        day,
        f"working_time.{name}",
        weekday in pattern.days,
        pattern.holidays_are_free,
        *_minutes(hours),
        *_minutes(ramadan),
    )


def _minutes(hours: Hours | None) -> tuple[int | None, int | None, int | None, int | None]:
    if hours is None:
        return None, None, None, None
    middle = hours.midpoint
    if middle is None:
        middle = NOON if hours.start < NOON < hours.ends_minute else (hours.start + hours.ends_minute) // 2
    return hours.start, hours.ends_minute, middle, hours.break_minutes


def _known_local(decrees: pl.DataFrame, agencies: pl.DataFrame, known_on: date | None) -> pl.DataFrame:
    known = pl.col("decided_on").is_null() | pl.lit(known_on is None)
    if known_on is not None:
        known = known | (pl.col("decided_on") <= known_on)
    columns = ["agency_id", "decree_date", "kind", "name", "decided_on"]
    return decrees.select(columns).join(agencies, on="agency_id", how="semi").filter(known)


def _with_kind(days: pl.DataFrame, national: pl.DataFrame, local: pl.DataFrame) -> pl.DataFrame:
    kinds = [*FREE_KINDS, "hari_kerja"]
    decreed = national.filter(pl.col("kind").is_in(kinds)).select(
        "date", national_kind="kind", national_name="name"
    )
    own = (
        local.filter(pl.col("kind").is_in(kinds))
        .sort("decided_on", "kind", nulls_last=False)
        .unique(["agency_id", "decree_date"], keep="last", maintain_order=True)
        .select("agency_id", date="decree_date", local_kind="kind", local_name="name")
    )
    return (
        days.join(decreed, on="date", how="left")
        .join(own, on=["agency_id", "date"], how="left")
        .with_columns(
            decreed_kind=pl.coalesce("local_kind", "national_kind"),
            decreed_name=pl.when(pl.col("local_kind").is_not_null())
            .then("local_name")
            .otherwise("national_name"),
            is_local_workday=pl.col("local_kind").eq_missing("hari_kerja"),
        )
        .select("agency_id", "date", "decreed_kind", "decreed_name", "is_local_workday")
    )


def _with_ramadan(days: pl.DataFrame, national: pl.DataFrame, local: pl.DataFrame) -> pl.DataFrame:
    """Mark the days between the nation's first and last day of Ramadan, moved where an agency decreed it."""
    edges = []
    for kind in ("ramadan_mulai", "ramadan_selesai"):
        nation = national.filter(pl.col("kind") == kind).select("date")
        own = (
            local.filter(pl.col("kind") == kind)
            .sort("decided_on", nulls_last=False)
            .select("agency_id", own_date="decree_date")
        )
        agencies = days.select(pl.col("agency_id").unique(maintain_order=True))
        moved = (
            own.join(nation, how="cross")
            .filter((pl.col("own_date") - pl.col("date")).dt.total_days().abs() <= RAMADAN_SHIFT_DAYS)
            .unique(["agency_id", "date"], keep="last", maintain_order=True)
        )
        edges.append(
            agencies.join(nation, how="cross")
            .join(moved, on=["agency_id", "date"], how="left")
            .select("agency_id", date=pl.coalesce("own_date", "date"), **{kind: pl.lit(value=True)})
        )
    first, last = edges
    counted = (
        pl.concat(
            [
                days.select("agency_id", "date", change=pl.lit(0), is_day=pl.lit(value=True)),
                first.select("agency_id", "date", change=pl.lit(1), is_day=pl.lit(value=False)),
                last.select(
                    "agency_id",
                    date=pl.col("date") + pl.duration(days=1),
                    change=pl.lit(-1),
                    is_day=pl.lit(value=False),
                ),
            ]
        )
        .sort("agency_id", "date", "is_day")
        .with_columns(open=pl.col("change").cum_sum().over("agency_id"))
        .filter("is_day")
        .select("agency_id", "date", is_ramadan=pl.col("open") > 0)
    )
    return days.join(counted, on=["agency_id", "date"], how="left", maintain_order="left")


def _with_hours(days: pl.DataFrame, hours: pl.DataFrame) -> pl.DataFrame:
    is_decreed_free = pl.col("decreed_kind").is_in(FREE_KINDS) & pl.col("holidays_are_free")
    table = days.join(hours, on="date", how="inner").with_columns(
        is_workday=pl.col("is_local_workday")
        | (pl.col("in_pattern") & ~is_decreed_free.fill_null(value=False))
    )
    swaps = {
        "starts_minute": "ramadan_starts",
        "ends_minute": "ramadan_ends",
        "midpoint_minute": "ramadan_midpoint",
        "break_minutes": "ramadan_break",
    }
    return (
        table.with_columns(
            **{
                column: pl.when("is_workday").then(pl.coalesce(pl.when("is_ramadan").then(ramadan), column))
                for column, ramadan in swaps.items()
            },
            day_kind=pl.when("is_workday")
            .then(pl.lit("kerja"))
            .when(is_decreed_free)
            .then("decreed_kind")
            .otherwise(pl.lit("akhir_pekan")),
            holiday_name=pl.when(is_decreed_free).then("decreed_name"),
        )
        .sort("agency_id", "pattern_id", "date")
        .with_columns(
            workday_ordinal=pl.col("is_workday").cast(pl.Int64).cum_sum().over("agency_id", "pattern_id")
        )
        .select(COMPILED_SCHEMAS["calendar_days"].names())
        .cast(dict(COMPILED_SCHEMAS["calendar_days"]))  # type: ignore[arg-type]  # polars types the keys of a schema as invariant
    )
