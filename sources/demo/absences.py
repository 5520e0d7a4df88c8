"""Who is away and when: leave spells that may span months, and days on which someone simply stays away."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from sources.demo.months import Month, epoch_day

LEAVE_TYPES: Final = (
    "tahunan", "sakit", "dinas_luar", "alasan_penting", "melahirkan", "besar", "tugas_belajar", "wfh", "izin",
)  # fmt: skip
_SPELL_SHARE: Final = 0.3
_TYPE_SHARES: Final = (0.4, 0.2, 0.29, 0.025, 0.008, 0.004, 0.003, 0.05, 0.02)
_SHORTEST: Final = np.array([1, 1, 1, 1, 90, 30, 120, 1, 1])
_LONGEST: Final = np.array([5, 4, 4, 6, 90, 60, 120, 2, 1])
_LONG_SICK_SHARE: Final = 0.08
_LONG_SICK_DAYS: Final = 14
_MATERNITY: Final = LEAVE_TYPES.index("melahirkan")
_ANNUAL: Final = LEAVE_TYPES.index("tahunan")
_SICK: Final = LEAVE_TYPES.index("sakit")
_WOMAN: Final = 2
_LATEST_START: Final = 27


@dataclass
class Absences:
    """Spells of the block's people over the demo; `until` is the last day (epoch) each is away so far."""

    count: int
    until: npt.NDArray[np.int64] = field(init=False)
    spells: pl.DataFrame = field(init=False)

    def __post_init__(self) -> None:
        """Start with nobody away."""
        self.until = np.zeros(self.count, dtype=np.int64)
        self.spells = pl.DataFrame(
            schema={"index": pl.Int64, "type": pl.Int64, "first": pl.Int64, "last": pl.Int64}
        )

    def begin(self, people: pl.DataFrame, month: Month, rng: np.random.Generator) -> pl.DataFrame:
        """Draw the spells that start in the month (at most one a person) and return them."""
        count = self.count
        drawn = rng.random(count) < _SPELL_SHARE
        kind = rng.choice(len(LEAVE_TYPES), count, p=np.array(_TYPE_SHARES))
        woman = (people["sex"] == _WOMAN).to_numpy()
        kind = np.where((kind == _MATERNITY) & ~woman, _ANNUAL, kind)
        length = rng.integers(_SHORTEST[kind], _LONGEST[kind] + 1)
        long_sick = (kind == _SICK) & (rng.random(count) < _LONG_SICK_SHARE)
        length = np.where(long_sick, _LONG_SICK_DAYS, length)
        starts = month.workdays[month.workdays < _LATEST_START]
        first = month.days[rng.choice(starts, count)]
        last = first + length - 1
        free = (
            drawn
            & (first > self.until)
            & ~people["is_recap"].to_numpy()
            & people["spare"].is_null().to_numpy()
        )
        free &= active(people, month)[np.arange(count), first - month.days[0]]
        self.until[free] = last[free]
        begun = pl.DataFrame({"index": np.arange(count), "type": kind, "first": first, "last": last}).filter(
            pl.Series(free)
        )
        self.spells = pl.concat([self.spells.filter(pl.col("last") >= month.days[0]), begun])
        return begun

    def away(self, month: Month) -> npt.NDArray[np.bool_]:
        """Return people x days of the month: whether the person is on a spell."""
        grid = np.zeros((self.count, len(month.days) + 1), dtype=np.int64)
        spells = self.spells.filter(pl.col("first") <= month.days[-1], pl.col("last") >= month.days[0])
        first = np.maximum(spells["first"].to_numpy() - month.days[0], 0)
        after = np.minimum(spells["last"].to_numpy() - month.days[0] + 1, len(month.days))
        np.add.at(grid, (spells["index"].to_numpy(), first), 1)
        np.add.at(grid, (spells["index"].to_numpy(), after), -1)
        return np.cumsum(grid, axis=1)[:, :-1] > 0


def active(people: pl.DataFrame, month: Month) -> npt.NDArray[np.bool_]:
    """Return people x days of the month: whether the person is in service."""
    start = people["duty_from"].cast(pl.Int32).fill_null(0).to_numpy()[:, None]
    end = people["ended_on"].cast(pl.Int32).fill_null(epoch_day(month.last) + 1).to_numpy()[:, None]
    return np.asarray((month.days[None, :] >= start) & (month.days[None, :] < end))


def leave_table(begun: pl.DataFrame, people: pl.DataFrame, agency_code: str) -> pl.DataFrame:
    """Return the spells in the shape of the leave feed."""
    who = people[begun["index"]]
    kinds = pl.Series(LEAVE_TYPES)
    return pl.DataFrame(
        {
            "nip": who["nip"],
            "jenis_cuti": kinds[begun["type"]],
            "mulai": begun["first"].cast(pl.Int32).cast(pl.Date),
            "selesai": begun["last"].cast(pl.Int32).cast(pl.Date),
        }
    ).with_columns(
        nomor_surat=pl.format("850/{}/{}", pl.int_range(1, pl.len() + 1), pl.lit(agency_code)),
        tanggal_persetujuan=pl.col("mulai") - pl.duration(days=1),
        anak_ke=pl.when(pl.col("jenis_cuti") == "melahirkan").then(1 + pl.int_range(pl.len()) % 3),
    )
