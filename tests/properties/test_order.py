"""Order never matters: rows shuffled, in files cut up and named otherwise, are the same month."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.home import Home
from tests.oracle.dice import Dice
from tests.oracle.random_month import Files, agency_month
from tests.oracle.random_policy import policy
from tests.oracle.records import Month
from tests.properties.rule_sets import RuleSet
from tests.support.drawn import months_drawn
from tests.support.in_process import Computed, compute_months

MONTHS = ("2026-03", "2026-06", "2026-12", "2026-10")
PEOPLE = 12
SEEDS = st.integers(0, 2**32 - 1)


def mixed(dice: Dice, files: Files) -> Files:
    """The same rows in another order, each file cut in up to three, under names that sort otherwise."""
    other = Files()
    for (feed, file), rows in files.rows.items():
        pieces = dice.randint(1, 3)
        names = [f"{number}_{file}" for number in dice.sample(range(1, 100), pieces)]
        for row in dice.sample(rows, len(rows)):
            other.rows.setdefault((feed, dice.choice(names)), []).append(row)
    return other


def computed(root: Path, seed: int, agencies: int, *, is_mixed: bool) -> Computed:
    home, month, order = Home(root), Month(MONTHS[seed % len(MONTHS)]), Dice(f"{seed} order")
    home.create()
    for place in range(1, agencies + 1):
        agency = f"96.{place:02d}"
        dice = Dice(f"{seed} {agency}")
        RuleSet("whole", agency, policy(dice, agency, month)).write(home)
        files = agency_month(dice, agency, place, month, PEOPLE)
        (mixed(order, files) if is_mixed else files).land(home.landing / agency / month.text)
    return compute_months(home, [month.text])[0]


def differing(root: Path, seed: int, agencies: int) -> list[str]:
    tidy = computed(root / "tidy", seed, agencies, is_mixed=False)
    shuffled = computed(root / "shuffled", seed, agencies, is_mixed=True)
    reckoned = tidy.marts["monthly_incentives"].filter(pl.col("computed_amount") > 0)
    assert reckoned["agency_id"].n_unique() > agencies * 3 // 4
    found = []
    for mart, rows in tidy.marts.items():
        ours, theirs = rows.sort(rows.columns), shuffled.marts[mart].sort(rows.columns)
        if ours.write_csv() != theirs.write_csv():
            gone = ours.join(theirs, on=rows.columns, how="anti", nulls_equal=True)
            came = theirs.join(ours, on=rows.columns, how="anti", nulls_equal=True)
            found.append(f"{mart}: {gone.head(5).to_dicts()} becomes {came.head(5).to_dicts()}")
    return found


def prove(factory: pytest.TempPathFactory, months: int, agencies: int) -> None:
    @given(SEEDS)
    @months_drawn(months)
    def hold(seed: int) -> None:
        assert not differing(factory.mktemp("urutan"), seed, agencies)

    hold()


def test_the_order_of_files_and_rows_never_matters(tmp_path_factory: pytest.TempPathFactory) -> None:
    prove(tmp_path_factory, months=1, agencies=10)


@pytest.mark.slow
def test_nor_does_it_in_many_months(tmp_path_factory: pytest.TempPathFactory) -> None:
    prove(tmp_path_factory, months=15, agencies=20)
