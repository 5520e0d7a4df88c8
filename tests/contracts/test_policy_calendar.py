"""Working days as decreed and as known, Ramadan, local decrees."""

from datetime import date

import polars as pl
import pytest

from contracts.calendar import CalendarMissingError, calendar_years, decreed_days, read_year
from contracts.policy.compile import compile_policies
from contracts.policy.loading import Policies, load_policies

FIVE_DAYS = [20, 18, 17, 21, 16, 20, 23, 19, 22, 22, 21, 21]
SIX_DAYS = [25, 22, 20, 25, 21, 24, 27, 24, 26, 27, 25, 25]
DECREES = pl.Schema(
    {
        "agency_id": pl.String(),
        "decree_date": pl.Date(),
        "kind": pl.String(),
        "name": pl.String(),
        "decision_no": pl.String(),
        "decided_on": pl.Date(),
    }
)


@pytest.fixture(scope="module")
def shipped() -> Policies:
    return load_policies()


def _days(
    policies: Policies,
    month: str,
    decrees: list[tuple[object, ...]] | None = None,
    known_on: date | None = None,
) -> pl.DataFrame:
    frame = pl.DataFrame(decrees or [], schema=DECREES, orient="row")
    return compile_policies(policies, ["90.01", "90.02"], month, known_on, frame)["calendar_days"]


def _day(
    days: pl.DataFrame, day: date, agency_id: str = "90.01", pattern: str = "default"
) -> dict[str, object]:
    return days.filter(
        pl.col("date") == day, pl.col("agency_id") == agency_id, pl.col("pattern_id") == pattern
    ).row(0, named=True)


@pytest.mark.parametrize(("pattern", "expected"), [("default", FIVE_DAYS), ("enam_hari", SIX_DAYS)])
def test_working_days_of_2026(shipped: Policies, pattern: str, expected: list[int]) -> None:
    days = pl.concat([_days(shipped, month) for month in ("2026-03", "2026-10")]).unique(
        ["agency_id", "pattern_id", "date"]
    )
    counts = (
        days.filter(
            pl.col("date").dt.year() == 2026,
            pl.col("agency_id") == "90.01",
            pl.col("pattern_id") == pattern,
            pl.col("is_workday"),
        )
        .group_by(month=pl.col("date").dt.month())
        .len()
        .sort("month")
    )
    assert counts["len"].to_list() == expected


def test_every_date_of_the_range_is_there_once_with_a_running_number(shipped: Policies) -> None:
    days = _days(shipped, "2026-10")
    assert days.select("agency_id", "pattern_id", "date").is_unique().all()
    assert (days["date"].min(), days["date"].max()) == (date(2026, 3, 15), date(2027, 2, 28))
    one = days.filter(pl.col("agency_id") == "90.01", pl.col("pattern_id") == "default").sort("date")
    assert one["workday_ordinal"].to_list() == one["is_workday"].cast(pl.Int64).cum_sum().to_list()


def test_hours_of_a_day_in_and_out_of_ramadan(shipped: Policies) -> None:
    days = _days(shipped, "2026-03")
    monday, friday = _day(days, date(2026, 3, 2)), _day(days, date(2026, 4, 10))
    assert (monday["is_ramadan"], monday["starts_minute"], monday["ends_minute"]) == (True, 480, 900)
    assert (friday["is_ramadan"], friday["starts_minute"], friday["ends_minute"]) == (False, 450, 990)
    assert friday["midpoint_minute"] == 720
    free = _day(days, date(2026, 3, 21))
    assert (free["is_workday"], free["day_kind"], free["starts_minute"]) == (False, "libur", None)


def test_ramadan_has_its_days_of_every_year() -> None:
    lengths = {}
    for year in range(2020, 2028):
        starts = decreed_days(date(year, 1, 1), date(year, 12, 31), None)
        edges = starts.filter(pl.col("kind").str.starts_with("ramadan")).sort("date")["date"].to_list()
        lengths[year] = (edges[1] - edges[0]).days + 1
    assert set(lengths.values()) <= {29, 30}


def test_a_date_becomes_a_holiday_when_it_is_decided(shipped: Policies) -> None:
    day = date(2025, 8, 18)
    before = _days(shipped, "2025-08", known_on=date(2025, 8, 1))
    after = _days(shipped, "2025-08", known_on=date(2025, 8, 5))
    assert _day(before, day)["is_workday"] is True
    assert _day(after, day)["day_kind"] == "cuti_bersama"


def test_a_later_decree_takes_back_an_earlier_one() -> None:
    range_2020 = (date(2020, 5, 1), date(2020, 12, 31))
    kinds = dict(decreed_days(*range_2020, None).select("date", "kind").iter_rows())
    assert kinds[date(2020, 5, 27)] == "hari_kerja"
    assert kinds[date(2020, 12, 28)] == "hari_kerja"
    assert kinds[date(2020, 12, 31)] == "cuti_bersama"
    then = dict(decreed_days(*range_2020, date(2020, 4, 1)).select("date", "kind").iter_rows())
    assert then[date(2020, 5, 28)] == "cuti_bersama"


def test_local_decrees_bind_their_agency_as_known(shipped: Policies) -> None:
    decrees: list[tuple[object, ...]] = [
        ("90.01", date(2026, 10, 7), "libur", "Hari jadi", "SK 1", date(2026, 10, 1)),
        ("90.01", date(2026, 10, 10), "hari_kerja", "Pengganti", "SK 2", date(2026, 10, 1)),
        ("90.01", date(2026, 12, 24), "hari_kerja", "Tetap masuk", "SK 3", date(2026, 10, 1)),
    ]
    days = _days(shipped, "2026-10", decrees)
    assert _day(days, date(2026, 10, 7))["day_kind"] == "libur"
    assert _day(days, date(2026, 10, 7), agency_id="90.02")["is_workday"] is True
    saturday = _day(days, date(2026, 10, 10))
    assert (saturday["is_workday"], saturday["starts_minute"]) == (True, 450)
    assert _day(days, date(2026, 12, 24))["is_workday"] is True
    later = _day(_days(shipped, "2026-12", decrees), date(2026, 10, 10))
    assert (later["starts_minute"], later["ends_minute"]) == (
        saturday["starts_minute"],
        saturday["ends_minute"],
    )
    early = _days(shipped, "2026-10", decrees, known_on=date(2026, 9, 30))
    assert _day(early, date(2026, 10, 7))["is_workday"] is True


def test_an_agency_may_begin_and_end_ramadan_by_its_own_decree(shipped: Policies) -> None:
    decrees: list[tuple[object, ...]] = [
        ("90.01", date(2026, 2, 18), "ramadan_mulai", "Awal Ramadan", "SK", date(2026, 2, 10)),
        ("90.01", date(2026, 3, 19), "ramadan_selesai", "Akhir Ramadan", "SK", date(2026, 2, 10)),
    ]
    days = _days(shipped, "2026-03", decrees)
    assert _day(days, date(2026, 2, 18))["is_ramadan"] is True
    assert _day(days, date(2026, 3, 20))["is_ramadan"] is False
    assert _day(days, date(2026, 2, 18), agency_id="90.02")["is_ramadan"] is False
    assert _day(days, date(2026, 3, 20), agency_id="90.02")["is_ramadan"] is True


def test_a_year_without_calendar_is_said() -> None:
    with pytest.raises(CalendarMissingError, match="2031"):
        read_year(2031)
    with pytest.raises(CalendarMissingError, match="2028"):
        compile_policies(load_policies(), ["90.01"], "2028-01", None, DECREES.to_frame())


@pytest.mark.parametrize("year", calendar_years())
def test_calendar_files_are_read_and_belong_to_their_year(year: int) -> None:
    days = read_year(year)
    assert set(days["date"].dt.year()) == {year}
    assert days.filter(pl.col("kind") == "libur").height >= 15


def test_kota_contoh_works_in_2020_without_ramadan_hours_and_reaches_behind_its_first_day() -> None:
    days = compile_policies(load_policies(), ["99.01"], "2020-02", None, DECREES.to_frame())["calendar_days"]
    own = days.filter(pl.col("agency_id") == "99.01", pl.col("pattern_id") == "default")
    february = own.filter(pl.col("date").is_between(date(2020, 2, 1), date(2020, 2, 29)), "is_workday")
    assert february.height == 20
    assert set(february["starts_minute"]) == {480}
    assert own["date"].min() == date(2019, 7, 16)
