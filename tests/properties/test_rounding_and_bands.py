"""The one division against fractions, and every minute of a day against the bands of every rule set."""

from fractions import Fraction

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment

from contracts.home import Home
from contracts.policy.check_time import BANDED
from contracts.policy.compile import compile_policies
from contracts.policy.loading import load_policies
from contracts.policy.tables import COMPILED_SCHEMAS
from orchestration import dbt
from tests.oracle.dice import Dice
from tests.oracle.exact import rounded
from tests.oracle.random_policy import policy
from tests.oracle.random_words import MODES
from tests.oracle.records import Month
from tests.properties.rule_sets import WRITTEN, RuleSet, drawn, written

DIVIDE = (dbt.PROJECT / "macros" / "divide.sql").read_text("utf-8")
NUMBERS = st.integers(-(10**6), 10**6) | st.integers(-(10**17), 10**17)
TIES = st.builds(lambda whole, half: ((2 * whole + 1) * half, 2 * half), NUMBERS, st.integers(1, 10**6))
FRACTIONS = TIES | st.tuples(NUMBERS, st.integers(1, 40) | st.integers(1, 10**12))
OCTOBER = Month("2026-10")


@given(st.lists(FRACTIONS, min_size=50, max_size=200))
@settings(max_examples=12, deadline=None)
def test_the_division_of_the_house_rounds_as_the_mode_says(fractions: list[tuple[int, int]]) -> None:
    divide = Environment(autoescape=False).from_string(DIVIDE).module.divide("n", "d", "mode")  # noqa: S701 - SQL
    rows = [(n, d, mode) for n, d in fractions for mode in MODES]
    values = ", ".join(f"({n}::hugeint, {d}::hugeint, '{mode}')" for n, d, mode in rows)
    found = duckdb.sql(f"select {divide} from (values {values}) as t (n, d, mode)").fetchall()
    assert [value for (value,) in found] == [rounded(Fraction(n, d), mode) for n, d, mode in rows]


@pytest.fixture(scope="module")
def bands(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    """Bands of events as the models read them: of every written rule set and of drawn ones."""
    home = Home(tmp_path_factory.mktemp("pita"))
    home.create()
    sets = [written(place, file) for place, file in enumerate(WRITTEN, start=1)]
    for place in range(len(sets) + 1, len(sets) + 16):
        dice, agency = Dice(place), f"96.{place:02d}"
        data = policy(dice, agency, OCTOBER)
        sets.append(RuleSet("whole", agency, data) if place % 3 else drawn(place, dice))
    for each in sets:
        each.write(home)
    policies = load_policies(home_policies=home.policies)
    assert not policies.faults
    decrees = {"agency_id": pl.String, "decree_date": pl.Date, "kind": pl.String, "name": pl.String}
    agencies = [each.agency for each in sets]
    nothing = pl.DataFrame(schema={**decrees, "decided_on": pl.Date})
    points = compile_policies(policies, agencies, OCTOBER.text, None, nothing)["policy_event_points"]
    assert points.schema == COMPILED_SCHEMAS["policy_event_points"]
    assert points["agency_id"].n_unique() == len(sets)
    return points


def minutes_met(points: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """For each rule and minute of a day, how many bands hold it, met as the models meet them."""
    minutes = pl.DataFrame({"minute": range(1, 24 * 60 + 1)})
    rules = points.select(key).unique()
    held = points.join(minutes, how="cross").filter(
        pl.col("minute").is_between(
            pl.col("minutes_from").fill_null(0), pl.col("minutes_to").fill_null(99999)
        )
    )
    counted = held.group_by(*key, "minute").len()
    return (
        rules.join(minutes, how="cross")
        .join(counted, on=[*key, "minute"], how="left", nulls_equal=True)
        .with_columns(pl.col("len").fill_null(0))
    )


def test_every_minute_falls_in_one_band_of_each_kind(bands: pl.DataFrame) -> None:
    span = ["agency_id", "scope_id", "valid_from", "event_kind"]
    usual = bands.filter(
        pl.col("event_kind").is_in(BANDED), pl.col("aggregate") != "month", pl.col("per_minutes").is_null()
    )
    met = minutes_met(usual, span)
    assert met.height >= 2 * 24 * 60 * bands["agency_id"].n_unique()
    assert met.filter(pl.col("len") != 1).is_empty(), met.filter(pl.col("len") != 1)


def test_no_minute_falls_in_two_bands_of_one_rule(bands: pl.DataFrame) -> None:
    met = minutes_met(bands, ["agency_id", "scope_id", "valid_from", "rule_id", "leave_type"])
    assert met.filter(pl.col("len") > 1).is_empty(), met.filter(pl.col("len") > 1)
