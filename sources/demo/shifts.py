"""The roster of the hospital: two mornings, an afternoon, a night, and the days off after it."""

from typing import Final

import numpy as np
import polars as pl

from sources.demo.months import Month

_HOUR: Final = 3600
_STARTS: Final = np.array([7, 7, 14, 21])
_ENDS: Final = np.array([14, 14, 21, 31])
_CYCLE: Final = 6


def roster(people: pl.DataFrame, month: Month) -> pl.DataFrame:
    """One row per shift worker and shift of the month: index, day (0-based), starts, ends (epoch seconds)."""
    nurses = people.filter("is_shift")["index"].to_numpy()
    step = (month.days[None, :] + nurses[:, None]) % _CYCLE
    row, day = np.nonzero(step < len(_STARTS))
    shift = step[row, day]
    midnight = month.days[day] * 24 * _HOUR
    return pl.DataFrame(
        {
            "index": nurses[row],
            "day": day,
            "starts": midnight + _STARTS[shift] * _HOUR,
            "ends": midnight + _ENDS[shift] * _HOUR,
        }
    )


def roster_table(shifts: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Return the roster feed: times of day, where an end before the start is on the next day."""
    return pl.DataFrame(
        {
            "nip": people["nip"][shifts["index"]],
            "tanggal": from_seconds(shifts["starts"]).dt.date(),
            "shift_mulai": from_seconds(shifts["starts"]).dt.strftime("%H:%M"),
            "shift_selesai": from_seconds(shifts["ends"]).dt.strftime("%H:%M"),
        }
    )


def from_seconds(seconds: pl.Series) -> pl.Series:
    """Turn local epoch seconds into naive datetimes."""
    return pl.Series(seconds.name, seconds * 1_000_000).cast(pl.Datetime("us"))
