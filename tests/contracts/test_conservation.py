"""Whatever lands, every row ends exactly once, and landing it again changes nothing."""

from datetime import date, datetime
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.acceptance import judge
from contracts.acceptance.rules import RULES
from tests.support.rows import ANI, BUDI, MONTH, SOUND, files, local, master, parsed

DAYS = [
    date(2000, 1, 1),
    date(2026, 2, 1),
    date(2026, 9, 30),
    date(2026, 10, 1),
    date(2026, 10, 31),
    date(2026, 11, 1),
]
TEXTS = [
    None,
    "",
    "12",
    "0012",
    "01",
    "ani",
    "L01",
    "416",
    "S/1",
    "2026-10",
    "2026-09",
    "lapor",
    ANI,
    BUDI,
    "1E+17",
]
NUMBERS = [None, -1, 0, 1, 4, 5, 1440, 2_000_000]
VALUES: dict[type, list[Any]] = {
    str: TEXTS,
    int: NUMBERS,
    bool: [True, False],
    date: [None, *DAYS],
    datetime: [None, *(local(day.year, day.month, day.day, hour) for day in DAYS for hour in (0, 8))],
}


@st.composite
def landings(draw: st.DrawFn) -> tuple[str, list[pl.DataFrame], list[str]]:
    """A record type, one to three files of up to six rows with changed cells, their delivery months."""
    record_type = draw(st.sampled_from(sorted(RULES)))
    cells = [
        st.tuples(st.just(name), st.sampled_from(VALUES[type(value)]))
        for name, value in SOUND[record_type].items()
    ]
    fault = st.tuples(st.just("fault"), st.sampled_from([None, None, "baris_rusak", "tanggal_rusak"]))
    row = st.lists(st.one_of(*cells, fault), max_size=3).map(dict)
    count = draw(st.integers(1, 3))
    frames = [
        parsed(record_type, *draw(st.lists(row, min_size=1, max_size=6)), file_no=number)
        for number in range(1, count + 1)
    ]
    months = draw(
        st.lists(st.sampled_from(["2026-08", "2026-10", "2026-11"]), min_size=count, max_size=count)
    )
    return record_type, frames, months


def _keys(frame: pl.DataFrame) -> list[tuple[int, int]]:
    return list(frame.select("file_no", "row_no").iter_rows())


@settings(deadline=None, max_examples=80)
@given(landings())
def test_every_row_ends_once(landing: tuple[str, list[pl.DataFrame], list[str]]) -> None:
    record_type, frames, months = landing
    everything = pl.concat(frames)
    judgement = judge(record_type, everything, MONTH, files(*months), master())
    by_file = dict(judgement.ends.group_by("file_no").agg(pl.col("rows").sum()).iter_rows())
    assert by_file == {number: frame.height for number, frame in enumerate(frames, 1)}
    kept = _keys(judgement.accepted) + _keys(judgement.quarantined)
    assert len(kept) == len(set(kept))
    assert set(kept) <= set(_keys(everything))


@settings(deadline=None, max_examples=80)
@given(landings())
def test_landing_everything_again_adds_nothing(landing: tuple[str, list[pl.DataFrame], list[str]]) -> None:
    record_type, frames, months = landing
    count = len(frames)
    again = [frame.with_columns(pl.col("file_no") + count) for frame in frames]
    numbers = tuple(range(1, count + 1))
    once = judge(record_type, pl.concat(frames), MONTH, files(*months), master())
    twice = judge(
        record_type,
        pl.concat([*frames, *again]),
        MONTH,
        files(*months, *months, content=numbers + numbers),
        master(),
    )
    assert twice.accepted.equals(once.accepted)
    assert twice.quarantined.equals(once.quarantined)
    assert twice.holds.equals(once.holds)
