"""Raters, honest and not, and the floods of answers and complaints that one hand could have written."""

from typing import Final

import numpy as np
import polars as pl

from sources.demo.feedback import COMPLAINT_SCHEMA
from sources.demo.months import Month
from sources.demo.planted import PARSED, Planted

_DAY: Final = 86_400
_HOUR: Final = 3600
_VALUES: Final = (
    "berorientasi_pelayanan",
    "akuntabel",
    "kompeten",
    "harmonis",
    "loyal",
    "adaptif",
    "kolaboratif",
)
_RATED: Final = 6
_LEVEL, _SEVERITY, _NOISE = 3.2, 0.25, 0.5
_COPIES: Final = 9
_BURST: Final = 45
_COMPLAINTS: Final = 10
_COPIED: Final = 4


def raters_table(
    people: pl.DataFrame, month: Month, rng: np.random.Generator, book: Planted, path: str
) -> pl.DataFrame:
    """Return 360 ratings: everyone rates the six who follow in the unit; two do not do so honestly."""
    nips = people.sort("index").select("unit_id", "nip")
    rated = [
        nips.with_columns(rater=pl.col("nip").shift(-step).over("unit_id")).drop_nulls()
        for step in range(1, _RATED + 1)
    ]
    pairs = pl.concat(rated).sort("rater", "nip")
    raters = pairs["rater"].unique(maintain_order=True)
    severity = dict(zip(raters, rng.normal(0, _SEVERITY, len(raters)), strict=True))
    level = _LEVEL + pairs["rater"].replace_strict(severity, return_dtype=pl.Float64).to_numpy()
    merit = rng.normal(0, 0.3, pairs.height)
    answers = np.clip(
        np.rint(rng.normal((level + merit)[:, None], _NOISE, (pairs.height, len(_VALUES)))), 1, 4
    ).astype(np.int64)
    counts = pairs.group_by("rater", maintain_order=True).len()
    busy = counts.filter(pl.col("len") == _RATED)["rater"]
    if len(busy) > _RATED * 2:
        alike, harsh = busy[0], busy[_RATED * 2]
        who = pairs["rater"].to_numpy()
        answers[who == alike] = 3
        answers[who == harsh] = 1
        for code, person in (
            ("penilai_seragam", alike),
            ("penilai_seragam", harsh),
            ("penilai_menyimpang", harsh),
        ):
            book.add("signal", path, PARSED, code=code, people=[person])
    return pl.DataFrame(
        {
            "bulan": [month.text] * pairs.height,
            "nip_dinilai": pairs["nip"],
            "nip_penilai": pairs["rater"],
            "peran": ["rekan"] * pairs.height,
            **{name: answers[:, place] for place, name in enumerate(_VALUES)},
        }
    )


def flooded(answers: pl.DataFrame, month: Month, book: Planted, path: str) -> pl.DataFrame:
    """Add answers of one hand to the first counter, and a day's flood of different ones to the last."""
    counters = answers["counter"].unique().sort()
    first = answers.filter(pl.col("counter") == counters[0]).head(1)
    names = [name for name in answers.columns if name.startswith("U")]
    same = pl.concat([first] * _COPIES).with_columns(pl.lit(3, pl.Int64).alias(name) for name in names)
    of_last = answers.filter(pl.col("counter") == counters[-1]).head(_BURST)
    day = from_day(month, 10)
    flood = of_last.with_columns(at=pl.lit(day, pl.Int64).cast(pl.Datetime("us")))
    for code in ("survei_seragam", "survei_beruntun"):
        book.add("signal", path, PARSED, code=code)
    return pl.concat([answers, same, flood])


def from_day(month: Month, place: int) -> int:
    """Microseconds of nine o'clock on a workday of the month."""
    return (int(month.days[month.workdays[place]]) * _DAY + 9 * _HOUR) * 1_000_000


def brigaded(register: pl.DataFrame, month: Month, book: Planted, path: str) -> pl.DataFrame:
    """Add ten complaints of one kind to the first unit within nine minutes; four say the same.

    All are answered in time.
    """
    at = int(month.days[month.workdays[5]]) * _DAY + 20 * _HOUR
    received = at + np.arange(_COMPLAINTS) * 50
    unit, first = int(register["unit"][0]), int(register["number"].sort()[-1]) + 1
    frame = pl.DataFrame(
        {
            "number": first + np.arange(_COMPLAINTS),
            "unit": [unit] * _COMPLAINTS,
            "received": received,
            "disposed": received + _HOUR,
            "answered": received + 2 * _DAY,
            "closed": received + 3 * _DAY,
            "category": [1] * _COMPLAINTS,
            "said": [first + max(0, n - _COPIED + 1) for n in range(_COMPLAINTS)],
        },
        schema=COMPLAINT_SCHEMA,
    )
    for code in ("pengaduan_beruntun", "pengaduan_ganda"):
        book.add("signal", path, PARSED, code=code)
    return pl.concat([register, frame]).sort("received")
