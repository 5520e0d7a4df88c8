"""The days of a month as the demo lives them: workdays, holidays and office hours."""

import calendar
import datetime as dt
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import polars as pl

from contracts.calendar import calendar_years, decreed_days

FRIDAY = 4
SATURDAY = 5
OFF_KINDS = ("libur", "cuti_bersama")

_HOUR = 3600
OFFICE_START = 7 * _HOUR + 1800
OFFICE_END = 16 * _HOUR
OFFICE_END_FRIDAY = 16 * _HOUR + 1800
RAMADAN_START = 8 * _HOUR
RAMADAN_END = 15 * _HOUR
RAMADAN_END_FRIDAY = 15 * _HOUR + 1800


@dataclass(frozen=True)
class Month:
    """One month of the demo; arrays have one item per day of the month."""

    text: str
    ordinal: int
    first: dt.date
    last: dt.date
    days: npt.NDArray[np.int64]
    is_workday: npt.NDArray[np.bool_]
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]

    @property
    def workdays(self) -> npt.NDArray[np.int64]:
        """Positions (0-based) of the workdays in the month."""
        return np.flatnonzero(self.is_workday)

    def day(self, position: int) -> dt.date:
        """Date of the 0-based position, kept inside the month."""
        return self.first + dt.timedelta(days=min(position, len(self.days) - 1))

    def workday(self, position: int) -> dt.date:
        """Date of the nth workday (0-based, wraps round)."""
        return self.day(int(self.workdays[position % len(self.workdays)]))

    def without(self, days: list[dt.date]) -> "Month":
        """Return the same month with local holidays."""
        off = np.isin(self.days, [epoch_day(day) for day in days])
        return Month(
            self.text,
            self.ordinal,
            self.first,
            self.last,
            self.days,
            self.is_workday & ~off,
            self.starts,
            self.ends,
        )


def epoch_day(day: dt.date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - dt.date(1970, 1, 1).toordinal()


def plan_months(end: str, count: int) -> list[Month]:
    """Return the `count` months up to and including `end` (`YYYY-MM`), oldest first.

    Raises ValueError where `end` is no month or a year has no shipped calendar.
    """
    first = dt.date.fromisoformat(f"{end}-01")
    year, number = first.year, first.month
    last = year * 12 + number - 1
    return [_month(ordinal) for ordinal in range(last - count + 1, last + 1)]


def _month(ordinal: int) -> Month:
    year, number = ordinal // 12, ordinal % 12 + 1
    length = calendar.monthrange(year, number)[1]
    dates = [dt.date(year, number, day + 1) for day in range(length)]
    off = _days_off(year)
    ramadan = np.array([_is_ramadan(day) for day in dates])
    friday = np.array([day.weekday() == FRIDAY for day in dates])
    return Month(
        text=f"{year}-{number:02d}",
        ordinal=ordinal,
        first=dates[0],
        last=dates[-1],
        days=np.array([epoch_day(day) for day in dates], dtype=np.int64),
        is_workday=np.array([day.weekday() < SATURDAY and day not in off for day in dates]),
        starts=np.where(ramadan, RAMADAN_START, OFFICE_START).astype(np.int64),
        ends=np.where(
            ramadan,
            np.where(friday, RAMADAN_END_FRIDAY, RAMADAN_END),
            np.where(friday, OFFICE_END_FRIDAY, OFFICE_END),
        ).astype(np.int64),
    )


@cache
def _decrees(year: int) -> pl.DataFrame:
    if year not in calendar_years():
        raise ValueError(f"no calendar is shipped for {year}: contracts/calendars/{year}.yaml is missing")
    return decreed_days(dt.date(year, 1, 1), dt.date(year, 12, 31), known_on=None)


def _days_off(year: int) -> frozenset[dt.date]:
    return frozenset(_decrees(year).filter(pl.col("kind").is_in(OFF_KINDS))["date"])


def _is_ramadan(day: dt.date) -> bool:
    days = _decrees(day.year)
    first = days.filter(pl.col("kind") == "ramadan_mulai")["date"].min()
    last = days.filter(pl.col("kind") == "ramadan_selesai")["date"].max()
    return isinstance(first, dt.date) and isinstance(last, dt.date) and first <= day <= last
