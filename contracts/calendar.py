"""The national calendar as decreed and as known on a day, read from `contracts/calendars/<year>.yaml`."""

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

import polars as pl
from pydantic import Field, TypeAdapter

from contracts.policy.rule import Strict
from contracts.policy.values import Status
from contracts.policy.yaml_lines import read_yaml

SHIPPED_CALENDARS: Final = Path(__file__).parent / "calendars"
DayKind = Literal["libur", "cuti_bersama", "hari_kerja", "ramadan_mulai", "ramadan_selesai"]
CALENDAR_SCHEMA: Final = pl.Schema(
    {
        "date": pl.Date(),
        "kind": pl.String(),
        "name": pl.String(),
        "decree": pl.String(),
        "decided_on": pl.Date(),
        "status": pl.String(),
    }
)


class Decree(Strict):
    """Where a group of days was decreed; without `decided_on` they count as always known."""

    decree: str
    decided_on: date | None = None
    status: Status
    days: list["Day"]


class Day(Strict):
    """One decreed date; `hari_kerja` takes back an earlier decree."""

    date: date
    kind: DayKind
    name: str


class CalendarYear(Strict):
    """A calendar file."""

    year: int = Field(ge=2000, le=2100)
    decrees: list[Decree]


class CalendarMissingError(LookupError):
    """No calendar file of a year that is asked for."""


@lru_cache(maxsize=64)
def read_year(year: int, folder: Path = SHIPPED_CALENDARS) -> pl.DataFrame:
    """Every decreed date of one year, in order of decision, as CALENDAR_SCHEMA.

    Raises CalendarMissingError where the year has no file.
    """
    path = folder / f"{year}.yaml"
    if not path.is_file():
        raise CalendarMissingError(f"kalender {year} belum ada; tambahkan contracts/calendars/{year}.yaml")
    document = TypeAdapter(CalendarYear).validate_python(read_yaml(path.read_text("utf-8")).value)
    rows = [
        (day.date, day.kind, day.name, group.decree, group.decided_on, group.status)
        for group in document.decrees
        for day in group.days
    ]
    return pl.DataFrame(rows, schema=CALENDAR_SCHEMA, orient="row")


def calendar_years(folder: Path = SHIPPED_CALENDARS) -> tuple[int, ...]:
    """Years that have a calendar file, ascending."""
    return tuple(sorted(int(path.stem) for path in folder.glob("[0-9][0-9][0-9][0-9].yaml")))


def decreed_days(
    first: date, last: date, known_on: date | None, folder: Path = SHIPPED_CALENDARS
) -> pl.DataFrame:
    """Decrees from `first` to `last` known on a day (None: all), the latest decision of each date and kind.

    Grain: one row per date for day kinds, and one per date and Ramadan kind. CALENDAR_SCHEMA.
    Years without a file give no rows: callers decide whether that matters.
    """
    years = [year for year in range(first.year, last.year + 1) if year in calendar_years(folder)]
    frames = [read_year(year, folder) for year in years]
    if not frames:
        return CALENDAR_SCHEMA.to_frame()
    known = pl.col("decided_on").is_null() | pl.lit(known_on is None)
    if known_on is not None:
        known = known | (pl.col("decided_on") <= known_on)
    is_ramadan = pl.col("kind").str.starts_with("ramadan")
    return (
        pl.concat(frames)
        .filter(pl.col("date").is_between(first, last), known)
        .with_columns(slot=pl.when(is_ramadan).then(pl.col("kind")).otherwise(pl.lit("day")))
        .sort("date", "decided_on", nulls_last=False, maintain_order=True)
        .unique(["date", "slot"], keep="last", maintain_order=True)
        .drop("slot")
    )
