"""What the fingerprint machines record: arrivals, departures, lunch, repeats, and flags that lie."""

from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from sources.demo.agencies import MAMUJU, MATARAM, Agency
from sources.demo.months import Month

IN, OUT, BREAK_OUT, BREAK_IN, NO_STATE = 0, 1, 2, 3, 255
_DAY: Final = 86_400
_HOUR: Final = 3600
_EARLIEST: Final = 5 * _HOUR + 1800
_LATEST_IN: Final = 11 * _HOUR + 1200
_LATEST_OUT: Final = 22 * _HOUR
_EARLY_LEAVER_SHARE: Final = 0.015
_LUNCH_SHARE: Final = 0.5
_LUNCH_DEVICES: Final = 3
_REPEAT_SHARE: Final = 0.04
_WRONG_STATE_SHARE: Final = 0.08

_Grid = npt.NDArray[np.bool_]
_Seconds = npt.NDArray[np.int64]


def present_days(people: pl.DataFrame, month: Month, available: _Grid, rng: np.random.Generator) -> _Grid:
    """People x days: workdays of available office people, less the days they stay away unexcused."""
    office = ~people["is_shift"].to_numpy()
    stays = rng.random(available.shape) >= people["absent_share"].to_numpy()[:, None]
    return np.asarray(available & month.is_workday[None, :] & office[:, None] & stays)


def office_punches(
    people: pl.DataFrame, month: Month, present: _Grid, agency: Agency, rng: np.random.Generator
) -> pl.DataFrame:
    """Punches of office people: index, at (local epoch seconds), state; nobody forgets both sides."""
    who, day = np.nonzero(present)
    count = len(who)
    midnight = month.days[day] * _DAY
    habit, spread = people["habit"].to_numpy()[who], people["spread"].to_numpy()[who]
    arrive = month.starts[day] + rng.normal(habit, spread).astype(np.int64)
    arrive = np.clip(arrive, _EARLIEST, _LATEST_IN)
    leave = month.ends[day] + 60 + rng.exponential(1200, count).astype(np.int64)
    early = rng.random(count) < _EARLY_LEAVER_SHARE
    leave = np.where(early, month.ends[day] - rng.integers(60, 5400, count), leave)
    leave = np.clip(leave, 13 * _HOUR, _LATEST_OUT)
    forget = people["forget_share"].to_numpy()[who]
    no_in = rng.random(count) < forget
    no_out = (rng.random(count) < forget) & ~no_in
    parts = [
        _punches(who[~no_in], (midnight + arrive)[~no_in], IN),
        _punches(who[~no_out], (midnight + leave)[~no_out], OUT),
    ]
    if agency.style == MATARAM:
        device = people["device"].to_numpy()[who]
        lunch = (device % _LUNCH_DEVICES == 0) & (rng.random(count) < _LUNCH_SHARE)
        out = midnight + 12 * _HOUR + rng.integers(0, 900, count)
        back = midnight + 12 * _HOUR + rng.integers(2400, 3600, count)
        parts += [_punches(who[lunch], out[lunch], BREAK_OUT), _punches(who[lunch], back[lunch], BREAK_IN)]
    return pl.concat(parts)


def shift_punches(
    people: pl.DataFrame, shifts: pl.DataFrame, available: _Grid, rng: np.random.Generator
) -> pl.DataFrame:
    """Punches of shift workers at both ends of the shifts they work; the end may fall on the next day."""
    who, day = shifts["index"].to_numpy(), shifts["day"].to_numpy()
    works = available[who, day] & (rng.random(len(who)) >= people["absent_share"].to_numpy()[who])
    who = who[works]
    arrive = shifts["starts"].to_numpy()[works] + rng.normal(-700, 300, len(who)).astype(np.int64)
    leave = shifts["ends"].to_numpy()[works] + 60 + rng.exponential(500, len(who)).astype(np.int64)
    return pl.concat([_punches(who, arrive, IN), _punches(who, leave, OUT)])


def as_recorded(punches: pl.DataFrame, agency: Agency, rng: np.random.Generator) -> pl.DataFrame:
    """Add repeats seconds later and wrong state bytes; one row per person and second, unordered."""
    again = punches.filter(pl.Series(rng.random(punches.height) < _REPEAT_SHARE))
    again = again.with_columns(at=pl.col("at") + pl.Series(rng.integers(2, 40, again.height)))
    every = pl.concat([punches, again]).unique(["index", "at"], keep="first", maintain_order=True)
    if agency.style == MAMUJU:
        return every.with_columns(state=pl.lit(NO_STATE, dtype=pl.Int64))
    lies = pl.Series(rng.random(every.height) < _WRONG_STATE_SHARE)
    return every.with_columns(
        state=pl.when(lies & (pl.col("state") <= OUT)).then(1 - pl.col("state")).otherwise("state")
    )


def _punches(who: npt.NDArray[np.int64], at: _Seconds, state: int) -> pl.DataFrame:
    return pl.DataFrame({"index": who, "at": at}).with_columns(state=pl.lit(state, dtype=pl.Int64))
