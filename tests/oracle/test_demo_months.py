from pathlib import Path

import duckdb
import pytest

from contracts.home import Home
from tests.oracle.compare import differences
from tests.support.runs import run_demo

MONTHS = ("2026-09", "2026-10")


def _people_and_lines(home: Home) -> tuple[int, int]:
    with duckdb.connect(str(home.catalogue), read_only=True) as catalogue:
        people = catalogue.sql(
            "select count(*) from marts.monthly_incentives where computed_amount > 0"
        ).fetchone()
        lines = catalogue.sql("select count(distinct line_kind) from marts.incentive_lines").fetchone()
    assert people
    assert lines
    return people[0], lines[0]


def test_every_person_of_the_demo_is_paid_what_the_oracle_says(demo_home: Home) -> None:
    people, kinds = _people_and_lines(demo_home)
    assert people > 500
    assert kinds >= 3
    assert not [str(difference) for difference in differences(demo_home, MONTHS)]


@pytest.mark.slow
def test_so_are_thousands(tmp_path: Path) -> None:
    home = run_demo(Home(tmp_path / "data"), employees=2000, months=3)
    assert not [str(difference) for difference in differences(home, ("2026-08", *MONTHS))]
