"""The invented people of one block: identity, post, habits and what happens to them in the demo's months."""

from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from sources.demo.agencies import DUMAI, MATARAM, SEMARANG, Agency
from sources.demo.identity import identify
from sources.demo.months import Month, epoch_day
from sources.demo.posts import assign_posts
from sources.demo.units import HOSPITAL, PERMITS, Block

DEVICE_PEOPLE = 400
FEWEST_DEVICES = 3
FIRST_PIN = 1001
EVENTS: Final = ("move", "acting", "leaving", "hire", "confirmation")
EVENT_SHARES: Final = (0.003, 0.002, 0.0015, 0.003, 0.001)
HABITUALLY_LATE_SHARE = 0.07
TRUANT_SHARE = 0.02
NOT_ENTITLED_SHARE = 0.01
SPARE_PEOPLE = 12
RECAP_UNITS: Final = (7, 6)


def people_of(agency: Agency, block: Block, months: list[Month], rng: np.random.Generator) -> pl.DataFrame:
    """One row per person of the block, in unit order; `no` counts from 1 within the agency.

    Dates of events are null where nothing happens. `spare` numbers the ordinary people of the first block
    (0-based) on whom planted defects fall, else null. `habit` and `spread` are seconds against the start.
    """
    count = block.people
    unit = np.repeat(np.arange(block.units.height), block.units["people"].to_numpy())
    people = (
        pl.DataFrame(
            {
                "index": np.arange(count),
                "unit": unit,
                "no": block.first_person + np.arange(count) + 1,
            }
        )
        .with_columns(
            block.units.select("unit_no", "unit_id", "unit_name", "kind", "people")[unit],
        )
        .with_columns(position=pl.col("index") - pl.col("index").min().over("unit"))
    )
    people = assign_posts(people, agency, rng)
    people = identify(people, agency, rng)
    people = people.with_columns(
        *_habits(count, rng), pl.Series("is_not_entitled", rng.random(count) < NOT_ENTITLED_SHARE)
    ).with_columns(
        is_recap=pl.col("unit_no").is_in(RECAP_UNITS) & pl.lit(agency.style == DUMAI),
        is_shift=(pl.col("kind") == HOSPITAL) & (pl.col("post_type") == "fungsional"),
    )
    people = _spare(people, block)
    people = _events(people, block, months, rng)
    return _machines(people, agency, block)


def _habits(count: int, rng: np.random.Generator) -> list[pl.Series]:
    late = rng.random(count) < HABITUALLY_LATE_SHARE
    truant = rng.random(count) < TRUANT_SHARE
    return [
        pl.Series("habit", np.where(late, rng.normal(300, 400, count), rng.normal(-1000, 240, count))),
        pl.Series("spread", np.where(late, 900.0, rng.uniform(150, 500, count))),
        pl.Series("absent_share", np.where(truant, 0.06, 0.0015)),
        pl.Series("forget_share", rng.beta(1, 90, count)),
    ]


def _ordinary() -> pl.Expr:
    lowly = pl.col("post_type").is_in(["pelaksana", "fungsional"]) & (pl.col("position") > 0)
    return lowly & ~pl.col("is_shift") & ~pl.col("is_recap")


def _spare(people: pl.DataFrame, block: Block) -> pl.DataFrame:
    ordinary = people.filter(_ordinary(), pl.col("status") == "PNS", pl.col("kind") != PERMITS)["index"]
    if block.number or len(ordinary) < 2 * SPARE_PEOPLE:
        chosen = ordinary.clear()
    else:
        chosen = ordinary.tail(SPARE_PEOPLE)
    spare = pl.DataFrame({"index": chosen, "spare": np.arange(len(chosen))})
    return people.join(spare, on="index", how="left", maintain_order="left")


def _events(
    people: pl.DataFrame, block: Block, months: list[Month], rng: np.random.Generator
) -> pl.DataFrame:
    count = people.height
    shares = np.array(EVENT_SHARES) * len(months)
    event = np.searchsorted(np.cumsum(shares), rng.random(count), side="right")
    month = rng.integers(0, len(months), count)
    eligible = people.select(_ordinary() & pl.col("spare").is_null()).to_series().to_numpy()
    event = np.where(eligible, event, len(EVENTS))
    if block.number == 0:
        _at_least_one_each(event, month, np.flatnonzero(eligible), len(months))
    firsts = np.array([epoch_day(item.first) for item in months])
    day = firsts[month] + 8 + rng.integers(0, 12, count)
    first = firsts[month]
    units = block.units.height
    target = (people["unit"].to_numpy() + 1 + (np.arange(count) % max(1, units - 1))) % units
    frame = people.with_columns(
        event=pl.Series(event),
        event_month=pl.Series(month),
        event_unit=pl.Series(target),
        event_day=pl.Series(day, dtype=pl.Int32).cast(pl.Date),
        event_month_first=pl.Series(first, dtype=pl.Int32).cast(pl.Date),
    )
    joining = pl.col("event") == EVENTS.index("hire")
    confirming = pl.col("event") == EVENTS.index("confirmation")
    leaving = pl.col("event") == EVENTS.index("leaving")
    return frame.with_columns(
        duty_from=pl.when(joining).then("event_day"),
        status_from=pl.when(confirming).then("event_month_first"),
        ended_on=pl.when(leaving).then("event_day"),
        end_reason=pl.when(leaving).then(
            pl.when(pl.col("born") < pl.date(1972, 1, 1))
            .then(pl.lit("pensiun"))
            .otherwise(pl.lit("mengundurkan_diri"))
        ),
        status=pl.when(confirming | (joining & (pl.col("status") == "PNS")))
        .then(pl.lit("CPNS"))
        .otherwise("status"),
        post_from=pl.when(joining).then("event_day").otherwise("post_from"),
    )


def _at_least_one_each(
    event: npt.NDArray[np.int64], month: npt.NDArray[np.int64], eligible: npt.NDArray[np.int64], months: int
) -> None:
    wanted = months * len(EVENTS)
    if len(eligible) < 2 * wanted:
        return
    chosen = eligible[:wanted]
    event[chosen] = np.arange(wanted) % len(EVENTS)
    month[chosen] = np.arange(wanted) // len(EVENTS)


def _machines(people: pl.DataFrame, agency: Agency, block: Block) -> pl.DataFrame:
    devices = max(FEWEST_DEVICES, -(-block.people // DEVICE_PEOPLE))
    first_device = block.number * 1000 + 1
    start = pl.col("index").min().over("unit")
    frame = people.with_columns(device=first_device + start * devices // block.people)
    if agency.style == MATARAM:
        frame = frame.with_columns(pin=(FIRST_PIN + pl.col("index")).cast(pl.String))
        pins = pl.format("{}:{}", "device", "pin")
    else:
        number = (FIRST_PIN + pl.col("no")).cast(pl.String)
        lettered = pl.lit(agency.style == SEMARANG) & (pl.col("no") % 10 == 0)
        frame = frame.with_columns(pin=pl.when(lettered).then(pl.lit("A") + number).otherwise(number))
        pins = pl.col("pin")
    return frame.with_columns(pins=pl.when(~pl.col("is_recap")).then(pins))
