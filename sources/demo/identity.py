"""Invented identities: numbers of 18 digits that are well formed, unique over all agencies and nobody's."""

import datetime as dt
from typing import Final

import numpy as np
import polars as pl

from sources.demo.agencies import Agency
from sources.demo.months import epoch_day
from sources.demo.units import PERMITS

_FIRST_BIRTHDAY: Final = dt.date(1968, 11, 1)
_BIRTHDAYS: Final = 12_007
_STRIDE: Final = 4_783
_YOUNGEST_APPOINTED: Final = 20
_APPOINTMENT_YEARS: Final = 6
_LATEST_APPOINTMENT: Final = dt.date(2025, 3, 1)
_FIRST_POSTING_YEAR: Final = 2019


def identify(people: pl.DataFrame, agency: Agency, rng: np.random.Generator) -> pl.DataFrame:
    """Add `nip, name, sex, born, post_from, task_user_id, superior_id, unit_head_id`.

    Birthday and serial are an injective function of the person's number over the whole demo, so no NIP
    repeats among the first 12 million people.
    """
    count = people.height
    number = agency.first_person + people["no"].to_numpy() - 1
    born = _born(number)
    serial = number // _BIRTHDAYS + 1
    years = _YOUNGEST_APPOINTED + rng.integers(0, _APPOINTMENT_YEARS, count)
    frame = people.with_columns(
        born=pl.Series(born, dtype=pl.Int32).cast(pl.Date),
        sex=pl.Series(rng.integers(1, 3, count)),
        serial=pl.Series(serial),
        years=pl.Series(years),
        posted=pl.Series(rng.integers(0, 72, count)),
    ).with_columns(
        appointed=pl.min_horizontal(
            pl.col("born").dt.offset_by(pl.format("{}y", "years")).dt.truncate("1mo"),
            pl.lit(_LATEST_APPOINTMENT),
        ),
    )
    frame = frame.with_columns(
        nip=pl.format(
            "{}{}{}{}",
            pl.col("born").dt.strftime("%Y%m%d"),
            pl.col("appointed").dt.strftime("%Y%m"),
            "sex",
            pl.col("serial").cast(pl.String).str.zfill(3),
        ),
        name=pl.format("Pegawai {} {}", pl.lit(agency.short_name), pl.col("no").cast(pl.String).str.zfill(4)),
        post_from=pl.max_horizontal(
            "appointed",
            pl.date(_FIRST_POSTING_YEAR, 1, 1).dt.offset_by(pl.format("{}mo", "posted")),
        ),
        task_user_id=pl.when(pl.col("kind") == PERMITS).then(
            pl.format("Petugas{}", pl.col("no").cast(pl.String).str.zfill(4))
        ),
    )
    head = pl.col("nip").first().over("unit")
    return frame.with_columns(
        superior_id=pl.when(pl.col("position") > 0).then(head),
        unit_head_id=head,
    ).drop("serial", "years", "posted")


def _born(number: np.typing.NDArray[np.int64]) -> np.typing.NDArray[np.int64]:
    return epoch_day(_FIRST_BIRTHDAY) + (number * _STRIDE) % _BIRTHDAYS
