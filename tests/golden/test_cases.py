import json
from decimal import Decimal
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

from contracts.home import Home
from orchestration.cli import app
from tests.golden.landing import MONTH
from tests.golden.published import (
    AGENCIES,
    CASES,
    COMPLAINED_OF,
    DECIDED,
    ENDED,
    FEW_USERS,
    MANY_USERS,
    NIPS,
    UNDECIDED,
)

ELSEWHERE = {"TER-1": "tests/delivery/test_levies.py"}


def _one(home: Home, query: str, *values: str) -> dict[str, Any]:
    with duckdb.connect(str(home.catalogue), read_only=True) as catalogue:
        rows = catalogue.sql(query, params=values).pl().to_dicts()
    assert len(rows) == 1, query
    return rows[0]


def _pay(home: Home, nip: str, rule_set: str) -> dict[str, Any]:
    query = "from marts.monthly_incentives where employee_id = ? and agency_id = ?"
    row = _one(home, query, nip, AGENCIES[rule_set])
    assert not row["is_held"], row["hold_reason"]
    assert row["is_simulation"]
    return row


def _of_aspect(home: Home, nip: str, aspect: str) -> int:
    query = "select sum(amount) as amount from marts.incentive_lines where employee_id = ? and aspect = ?"
    return int(_one(home, query, nip, aspect)["amount"])


def _score(home: Home, nip: str, measure: str) -> Decimal:
    query = "select score from marts.performance_indicators where employee_id = ? and measure = ?"
    return Decimal(_one(home, query, nip, measure)["score"])


def test_every_case_is_run_here_or_elsewhere() -> None:
    assert {case for case in CASES if "rule_set" not in CASES[case]} == set(ELSEWHERE)
    assert {case["rule_set"] for case in CASES.values() if "rule_set" in case} == set(AGENCIES)


@pytest.mark.parametrize("case", [each for each in CASES if "gross" in CASES[each]["expect"]])
def test_the_gross_amount_is_exact(golden: Home, case: str) -> None:
    expected = CASES[case]["expect"]
    row = _pay(golden, NIPS[case], CASES[case]["rule_set"])
    assert row["computed_amount"] == expected["gross"]
    assert row["incentive_amount"] == expected["gross"]
    if "by_component" in expected:
        assert [row["beban_kerja_amount"], row["prestasi_kerja_amount"]] == expected["by_component"]
    if "deduction" in expected:
        assert row["deduction_amount"] == expected["deduction"]


def test_each_part_of_the_national_default_is_exact(golden: Home) -> None:
    expected = CASES["GEN-1"]["expect"]
    assert _of_aspect(golden, NIPS["GEN-1"], "discipline") == expected["discipline_part"]
    assert _of_aspect(golden, NIPS["GEN-1"], "productivity") == expected["productivity_part"]
    points = 100 - _score(golden, NIPS["GEN-1"], "discipline_points")
    assert points == Decimal(expected["discipline_points"])


def test_the_index_of_the_survey_is_rounded_once(golden: Home) -> None:
    assert _score(golden, FEW_USERS, "ikm") == Decimal(CASES["SKM-1"]["expect"]["ikm"])
    assert _pay(golden, FEW_USERS, "skm")["computed_amount"] == 4_000_000 + 914_800


def test_a_survey_of_too_few_moves_no_pay(golden: Home) -> None:
    assert _pay(golden, MANY_USERS, "skm")["computed_amount"] == 5_000_000


@pytest.mark.parametrize(
    ("nip", "supposed", "before", "after"),
    [
        # 20 % of 5,000,000 at 91.48, then at 85
        (FEW_USERS, ("--ikm", "85"), 4_914_800, 4_850_000),
        # too few answered, so the weight was shared out; 10,000 answers represent
        (MANY_USERS, ("--ikm", "76,61"), 5_000_000, 4_766_100),
        # one of four in time, then three of four
        (COMPLAINED_OF, ("--answered", "2"), 4_250_000, 4_750_000),
    ],
)
def test_feedback_supposed_pays_what_the_hand_computes(
    golden: Home, nip: str, supposed: tuple[str, str], before: int, after: int
) -> None:
    words = ["--home", str(golden.root), "whatif", nip, MONTH, *supposed, "--json"]
    tried = CliRunner().invoke(app, words)
    assert tried.exit_code == 0, tried.output
    found = json.loads(tried.stdout)
    assert (found["before_amount"], found["after_amount"]) == (before, after)


def test_no_more_complaints_are_answered_than_were_late(golden: Home) -> None:
    words = ["--home", str(golden.root), "whatif", COMPLAINED_OF, MONTH, "--answered", "4"]
    tried = CliRunner().invoke(app, words)
    assert tried.exit_code == 2
    assert "Hanya 3 pengaduan" in tried.output


def test_a_decision_cuts_and_counted_days_do_not(golden: Home) -> None:
    case, expected = CASES["PP94-1"], CASES["PP94-1"]["expect"]
    decided = _pay(golden, DECIDED, "pp94_2021")
    assert decided["sanction_amount"] == expected["per_month"]
    assert decided["computed_amount"] == case["earned"] + expected["per_month"]
    assert _pay(golden, UNDECIDED, "pp94_2021")["sanction_amount"] == expected["without_decision"]
    assert _pay(golden, ENDED, "pp94_2021")["sanction_amount"] == 0
