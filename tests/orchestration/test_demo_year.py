"""The demo's people through three closed months, by the commands that an office types: nothing is lost."""

import datetime as dt
from collections import Counter

import polars as pl
import pytest

from delivery.release.chain import releases_of
from delivery.release.closing import standing
from delivery.statement.build import statement
from delivery.statement.text import render
from delivery.verify.audit import verify
from tests.oracle.compare import differences
from tests.support.demo_year import (
    AGENCIES,
    AUG,
    MAMUJU,
    MONTHS,
    OCT,
    SEP,
    DemoYear,
    acknowledged,
    august,
    begun,
    october,
    october_released,
    owed,
    released_people,
    september,
    september_released,
    what_comes_late,
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> DemoYear:
    """Three months closed; before each release every person's month is held against the oracle's."""
    year = begun(tmp_path_factory.mktemp("year"))
    august(year)
    what_comes_late(year)
    september(year)
    assert_settled_as_the_oracle_says(year, SEP)
    september_released(year)
    october(year)
    assert_settled_as_the_oracle_says(year, OCT)
    october_released(year)
    return year


def assert_settled_as_the_oracle_says(year: DemoYear, now: str) -> None:
    assert not [str(each) for each in differences(year.home, MONTHS[: MONTHS.index(now) + 1])]


def test_everyone_was_released_or_is_owed_what_the_months_should_have_paid(year: DemoYear) -> None:
    people = 0
    for agency in AGENCIES:
        should: dict[tuple[str, str], int] = {}
        for month in (AUG, SEP):
            lines = year.mart(month, "incentive_lines").filter(agency_id=agency, for_month=month)
            sums = lines.group_by("employee_id").agg(pl.col("amount").sum())
            should |= {(nip, month): amount for nip, amount in sums.iter_rows() if amount}
        assert owed(year, agency, OCT) == should
        people += len({nip for nip, _ in should})
    assert people > 250


def test_the_last_month_pays_what_it_computed_to_all_whom_it_does_not_hold(year: DemoYear) -> None:
    people = year.mart(OCT, "monthly_incentives")
    for agency in AGENCIES:
        computed = people.filter(~pl.col("is_held"), agency_id=agency)
        due = dict(computed.select("employee_id", "computed_amount").iter_rows())
        paid = Counter(due.fromkeys(due, 0))
        for nip, amount in released_people(year.home, agency, OCT):
            paid[nip] += amount
        assert {nip: amount for nip, amount in paid.items() if nip in due or amount} == due


def test_late_punches_and_a_granted_objection_are_paid_and_a_refused_one_says_why(year: DemoYear) -> None:
    lines = year.mart(SEP, "incentive_lines").filter(agency_id=MAMUJU, for_month=AUG)
    for who, cause in (("late", "mesin_susulan.dat"), ("right", "keberatan K-1/2026; ")):
        paid = lines.filter(employee_id=year.people[who], aspect="discipline")
        assert set(paid["line_kind"]) == {"kekurangan"}
        assert all(cause in each for each in paid["cause"])
    cited = lines.filter(pl.col("cause").str.contains("keberatan K-", literal=True))
    assert set(cited["employee_id"]) == {year.people["right"]}
    text = " ".join(render(statement(year.home, year.people["wrong"], AUG)).split())
    assert "Ditolak oleh Sekretaris Daerah pada 18 September 2026: Tidak ada surat tugas." in text


def test_a_debt_of_the_policy_corrected_backwards_is_taken_back_in_instalments(year: DemoYear) -> None:
    taken = [
        year.mart(month, "incentive_lines").filter(
            agency_id=MAMUJU, for_month=AUG, line_kind="kelebihan", employee_id=year.people["payer"]
        )["amount"].sum()
        for month in (SEP, OCT)
    ]  # fmt: skip
    left = year.mart(SEP, "outstanding").filter(employee_id=year.people["payer"])["amount"].sum()
    assert taken[0] < 0
    assert taken[1] < 0
    assert left < 0
    assert -left - year.repaid[year.people["payer"], AUG] >= -taken[1]


def test_somebody_held_is_paid_by_a_susulan_of_that_month(year: DemoYear) -> None:
    [folder] = [
        path for month, number, path in releases_of(year.home, "33.74") if (month, number) == (AUG, 2)
    ]
    people = pl.read_parquet(folder / "monthly_incentives.parquet")
    assert people["employee_id"].to_list() == [year.people["mended"]]
    assert people["incentive_amount"].item() > 0


def test_the_chain_verifies_and_a_changed_byte_of_any_file_is_named(year: DemoYear) -> None:
    home = year.home
    assert verify(home.root)["is_sound"]
    folders = [path for month, _, path in releases_of(home, MAMUJU) if month == SEP]
    assert len(folders) == 2
    listed = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    landed = [home.landing / MAMUJU / SEP / "attendance" / "mesin_susulan.dat"]
    for path in [*listed, *landed]:
        told = path.read_bytes()
        place = len(told) // 2
        path.write_bytes(told[:place] + bytes([told[place] ^ 1]) + told[place + 1 :])
        lies = verify(home.root, MAMUJU)["lies"]
        path.write_bytes(told)
        assert any(path.name in each["path"] for each in lies), path
    assert verify(home.root)["is_sound"]


def test_the_treasurys_word_makes_a_month_paid(year: DemoYear) -> None:
    acknowledged(year, AUG, "2026-11-12T08:00")
    assert standing(year.home, MAMUJU, AUG).state == "paid"
    assert standing(year.home, MAMUJU, OCT).state == "released"
    assert standing(year.home, MAMUJU, OCT).since == dt.datetime(2026, 11, 10, 1, tzinfo=dt.UTC).isoformat()


def test_what_was_known_of_the_first_month_is_told_in_words(year: DemoYear) -> None:
    told = year.typed("2026-11-12T09:00", "asof", AUG, "--known", "2026-09-10", "--agency", MAMUJU)
    assert "mesin_susulan.dat" in told
