"""The review list: counts for everybody, people and reasons for superiors only."""

import duckdb
import pytest

from contracts.home import Home
from delivery import reviews
from delivery.errors import MonthNotRunError

MONTH = "2026-10"


def test_the_list_counts_without_names_and_explains_with_them(demo_home: Home) -> None:
    with duckdb.connect(str(demo_home.catalogue), read_only=True) as catalogue:
        people = catalogue.execute(
            "select employee_id, state, goal_e4, score_e4 from marts.review_list where month = ?", [MONTH]
        ).fetchall()
        untouched = catalogue.execute(
            "select count(*) from marts.incentive_lines where rule_id like 'reviews.%'"
        ).fetchall()
    assert people, "the demo rates someone low twice"
    assert untouched == [(0,)]
    found = reviews.listed(demo_home, MONTH)
    public, named = reviews.render(MONTH, found), reviews.render(MONTH, found, with_names=True)
    for employee, _, goal, score in people:
        assert employee not in public
        assert employee in named
        assert goal is None or score < goal
    assert f"{len(people)} perlu pembinaan" in public or len({row["unit_id"] for row in found}) > 1
    assert "JP" in named
    assert "tidak ada TPP yang dipotong" in public


def test_one_unit_or_agency_can_be_asked_for(demo_home: Home) -> None:
    row = reviews.listed(demo_home, MONTH)[0]
    ours = reviews.listed(demo_home, MONTH, row["agency_id"], row["unit_id"])
    assert ours
    assert {each["unit_id"] for each in ours} == {row["unit_id"]}
    assert reviews.listed(demo_home, MONTH, "00.00") == []
    assert "tidak ada yang masuk daftar" in reviews.render(MONTH, [])


def test_a_month_that_was_not_run_is_refused(demo_home: Home) -> None:
    with pytest.raises(MonthNotRunError, match="2031-01"):
        reviews.listed(demo_home, "2031-01")
