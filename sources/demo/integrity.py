"""Who taps with whom: the habits of honest people that look odd, and the planted suspicions beside them."""

from typing import Final

import numpy as np
import polars as pl

from sources.demo.agencies import DUMAI, MAMUJU, MATARAM, SEMARANG, Agency
from sources.demo.months import Month
from sources.demo.planted import PARSED, Planted

_DAY: Final = 86_400
_HOUR: Final = 3600
_NOON: Final = 12 * _HOUR
_QUEUE: Final = (7 * _HOUR + 5 * 60, 7 * _HOUR + 24 * 60, 7 * _HOUR + 30 * 60)
_QUEUE_SHARE: Final = 0.35
_FAMILY_EVERY, _FAMILY_DAYS = 25, 3
_HALL_EVERY, _HALL_DAYS = 5, 5
_PROXIES: Final = 4
_SWITCH_DAYS: Final = (2, 5, 8, 11, 13)
_SHIFTED_DAYS: Final = (3, 4, 5, 6)
_SHIFT_SECONDS: Final = 25 * 60
_BACK_DAY: Final = 7
_BACK_SECONDS: Final = 2 * _HOUR
_SAME_PLACE: Final = ("-6.98765432", "110.40981234")
_SAME_PLACE_PEOPLE: Final = 4
_ORDER: Final = ("device", "at", "pin")


def habits(punches: pl.DataFrame, agency: Agency, rng: np.random.Generator) -> pl.DataFrame:
    """Let honest people queue before the start, come as families, and try the machine beside when one fails.

    punches: one row per tap with index, at, device, pin, no, spare; returned in the order of the machines.
    """
    ordinary = pl.col("spare").is_null()
    early, opens, closes = _QUEUE
    tap = pl.col("at") % _DAY
    joins = pl.Series(rng.random(punches.height) < _QUEUE_SHARE)
    place = pl.Series(rng.integers(0, closes - opens, punches.height))
    queued = punches.with_columns(
        at=pl.when(joins & ordinary & tap.is_between(early, closes, closed="left"))
        .then(pl.col("at") - tap + opens + place)
        .otherwise("at")
    )
    family = ordinary & (pl.col("index") % _FAMILY_EVERY == 1)
    together = (pl.col("at") // _DAY + pl.col("index")) % _FAMILY_DAYS == 0
    later = pl.Series(rng.integers(2, 9, punches.height))
    queued = _followed(queued, family & together, 1, later)
    # where a PIN holds on one machine only, nobody taps on another
    if agency.style != MATARAM:
        first = pl.col("device") == pl.col("device").min()
        days = (pl.col("at") // _DAY + pl.col("no")) % _HALL_DAYS == 0
        tried = queued.filter(ordinary, first, days, pl.col("no") % _HALL_EVERY == 0, tap < _NOON)
        queued = pl.concat([queued, tried.with_columns(pl.col("at") + 15, pl.col("device") + 1)])
    return queued.unique(["index", "at"], keep="first", maintain_order=True).sort(_ORDER)


def _followed(punches: pl.DataFrame, who: pl.Expr, offset: int, later: pl.Series) -> pl.DataFrame:
    """Let `who` arrive seconds after the person `offset` places before, on the same machine."""
    day, is_arrival = pl.col("at") // _DAY, pl.col("at") % _DAY < _NOON
    arrivals = (
        punches.filter(is_arrival)
        .group_by(pl.col("index") + offset, "device", day=day)
        .agg(_leader=pl.col("at").min())
    )
    led = (
        punches.with_columns(day=day, _later=later)
        .join(arrivals, on=["index", "device", "day"], how="left", maintain_order="left")
        .with_columns(_first=pl.col("at") == pl.col("at").min().over("index", "day"))
    )
    moved = who & is_arrival & pl.col("_first") & pl.col("_leader").is_not_null()
    return led.with_columns(
        at=pl.when(moved).then(pl.col("_leader") + pl.col("_later")).otherwise("at")
    ).select(punches.columns)


def planted(punches: pl.DataFrame, agency: Agency, month: Month, path: str, book: Planted) -> pl.DataFrame:
    """Plant what the machines of a pilot show of proxies, switches and clocks; a tiny pilot has none."""
    if _ordinary(punches, _PROXIES).height < _PROXIES:
        return punches
    match agency.style:
        case style if style == MATARAM:
            return _proxies(punches, path, book)
        case style if style == MAMUJU:
            return _shifted(punches, month, path, book)
        case style if style == DUMAI:
            return _set_back(_switches(punches, month, path, book), month, path, book)
        case _:
            return punches


def _ordinary(punches: pl.DataFrame, count: int) -> pl.DataFrame:
    """People of the second machine who tap most days, with nothing else planted on them."""
    devices = punches["device"].unique().sort()
    device = devices[min(1, len(devices) - 1)] if len(devices) else None
    days = (pl.col("at") // _DAY).n_unique()
    return (
        punches.filter(
            pl.col("spare").is_null(),
            pl.col("device") == device,
            pl.col("index") % _FAMILY_EVERY > 1,
        )
        .group_by("index", "nip")
        .agg(days=days)
        .sort("days", "index", descending=[True, False])
        .head(count)
    )


def _proxies(punches: pl.DataFrame, path: str, book: Planted) -> pl.DataFrame:
    """One of four taps for all four, coming and going."""
    people = _ordinary(punches, _PROXIES)
    leader = people["index"][0]
    taps = punches.filter(pl.col("index") == leader)
    rest = punches.filter(~pl.col("index").is_in(people["index"].implode()))
    who = ["index", "pin", "nip", "name", "post_name", "unit_name", "no", "spare"]
    copies = [
        taps.drop(who)
        .with_columns(pl.col("at") + 2 * place)
        .join(punches.filter(pl.col("index") == index).select(who).head(1), how="cross")
        for place, index in enumerate(people["index"])
    ]
    book.add("signal", path, PARSED, code="presensi_beruntun", people=people["nip"].sort().to_list())
    return pl.concat([rest, *(copy.select(punches.columns) for copy in copies)]).sort(_ORDER)


def _switches(punches: pl.DataFrame, month: Month, path: str, book: Planted) -> pl.DataFrame:
    """Somebody's PIN is used on the machine of another building seconds after the own one."""
    person = _ordinary(punches, 1)
    days = [int(month.days[month.workdays[place]]) for place in _SWITCH_DAYS]
    own = pl.col("index") == person["index"][0]
    taps = punches.filter(own, (pl.col("at") // _DAY).is_in(days), pl.col("at") % _DAY < _NOON)
    taps = taps.unique("at", maintain_order=True).with_columns(pl.col("at") + 40, pl.col("device") + 1)
    book.add("signal", path, PARSED, code="dua_mesin_bersamaan", people=person["nip"].to_list())
    return pl.concat([punches, taps]).unique(["index", "at"], maintain_order=True).sort(_ORDER)


def _shifted(punches: pl.DataFrame, month: Month, path: str, book: Planted) -> pl.DataFrame:
    """Let the second machine's clock be twenty-five minutes ahead for some days."""
    device = punches["device"].unique().sort()[1]
    days = [int(month.days[month.workdays[place]]) for place in _SHIFTED_DAYS]
    wrong = (pl.col("device") == device) & (pl.col("at") // _DAY).is_in(days)
    book.add("signal", path, PARSED, code="jam_mesin_bergeser", note=f"mesin {device}")
    return punches.with_columns(at=pl.when(wrong).then(pl.col("at") + _SHIFT_SECONDS).otherwise("at"))


def _set_back(punches: pl.DataFrame, month: Month, path: str, book: Planted) -> pl.DataFrame:
    """Let the first machine's clock fall back two hours as people leave; the file keeps its order."""
    device = int(punches["device"].unique().sort()[0])
    day = int(month.days[month.workdays[_BACK_DAY]]) * _DAY
    leaving = punches.filter(pl.col("device") == device, pl.col("at").is_between(day + _NOON, day + _DAY - 1))
    middle = leaving["at"].sort()[leaving.height // 2]
    wrong = (pl.col("device") == device) & pl.col("at").is_between(middle, day + _DAY - 1)
    book.add("signal", path, PARSED, code="jam_mesin_mundur", note=f"mesin {device}")
    return punches.with_columns(at=pl.when(wrong).then(pl.col("at") - _BACK_SECONDS).otherwise("at"))


def positions(
    scans: pl.DataFrame, agency: Agency, rng: np.random.Generator, book: Planted | None, path: str
) -> pl.DataFrame:
    """Add the position of those who tap by telephone to a scan log; some share one, one telephone pretends.

    scans: the scan log with `PIN`. Without a book nothing is planted.
    """
    number = pl.col("PIN").str.extract(r"(\d+)$", 1).cast(pl.Int64)
    by_phone = number % 10 == 3  # noqa: PLR2004 - every tenth person
    noise = [pl.Series(rng.integers(0, 99_999_999, scans.height)) for _ in range(2)]
    placed = scans.with_columns(
        Latitude=pl.when(by_phone).then(pl.format("-6.98{}", noise[0])),
        Longitude=pl.when(by_phone).then(pl.format("110.40{}", noise[1])),
        **{"Lokasi Tiruan": pl.when(by_phone).then(pl.lit("tidak"))},
    )
    people = placed.filter(by_phone)["PIN"].unique().sort()
    if book is None or agency.style != SEMARANG or len(people) <= _SAME_PLACE_PEOPLE:
        return placed
    shares = pl.col("PIN").is_in(people.head(_SAME_PLACE_PEOPLE).implode())
    pretends = pl.col("PIN") == people[_SAME_PLACE_PEOPLE]
    for code in ("koordinat_sama", "lokasi_tiruan"):
        book.add("signal", path, PARSED, code=code)
    return placed.with_columns(
        Latitude=pl.when(shares).then(pl.lit(_SAME_PLACE[0])).otherwise("Latitude"),
        Longitude=pl.when(shares).then(pl.lit(_SAME_PLACE[1])).otherwise("Longitude"),
        **{"Lokasi Tiruan": pl.when(pretends).then(pl.lit("ya")).otherwise("Lokasi Tiruan")},
    )
