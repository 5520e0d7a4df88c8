import json
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from contracts.home import Home
from tests.golden.landing import MONTH, Employee, Unit, land
from tests.oracle.compare import differences
from tests.support.runs import kinerja_done

HERE = Path(__file__).parent
CASES: dict[str, Any] = {
    case["id"]: case for case in json.loads((HERE / "cases.json").read_text("utf-8"))["cases"]
}
ELSEWHERE = {"TER-1": "tests/delivery/test_levies.py"}

ASPECTS = {"productivity": "produktivitas", "presence": "kehadiran", "behaviour": "perilaku"}
AGENCIES = {
    "national_default": "97.01",
    "balangan": "97.02",
    "sumut": "97.03",
    "tulang_bawang": "97.04",
    "skm": "97.05",
    "pp94_2021": "97.06",
}
NIPS = {case: f"19850101201001{number:04d}" for number, case in enumerate(CASES, start=1001)}
COLLEAGUE = "198501012010019999"
FEW_USERS, MANY_USERS = NIPS["SKM-1"], "198501012010012001"
DECIDED, UNDECIDED, ENDED = NIPS["PP94-1"], "198501012010012002", "198501012010012003"


def _balangan(case: Any) -> Employee:  # noqa: ANN401 - JSON
    return Employee(
        NIPS[case["id"]],
        "BLG",
        status=case["status"],
        acting_post="BLG rangkap" if "acting_post" in case else None,
        predicate=case["predicate"],
        recap_points=str(100 - Decimal(case["attendance_score"])),
        punches=False,
    )


def _sumut(case: Any) -> Employee:  # noqa: ANN401 - JSON
    scores = {ASPECTS[name]: score for name, score in case["scores"].items()}
    return Employee(NIPS[case["id"]], case["id"], scores=scores)


def _by_events(case: Any) -> Employee:  # noqa: ANN401 - JSON
    events = case["events"]
    return Employee(
        NIPS[case["id"]],
        case["id"],
        predicate=case.get("predicate"),
        late=events["late_minutes"],
        early=events.get("early_minutes", ()),
        absent=events.get("absent_days", 0),
    )


def _of(rule_set: str) -> list[Any]:
    return [case for case in CASES.values() if case.get("rule_set") == rule_set]


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("golden") / "data")
    home.create()
    for policy in (HERE / "policies").glob("*.yaml"):
        shutil.copy(policy, home.policies)
    land(home, AGENCIES["balangan"], [_balangan(case) for case in _of("balangan")])
    land(home, AGENCIES["sumut"], [_sumut(case) for case in _of("sumut")])
    colleague = Employee(COLLEAGUE, "GEN-1", predicate="Baik")
    land(home, AGENCIES["national_default"], [colleague, *map(_by_events, _of("national_default"))])
    land(home, AGENCIES["tulang_bawang"], [_by_events(case) for case in _of("tulang_bawang")])
    survey = (CASES["SKM-1"]["n"], CASES["SKM-1"]["totals"])
    land(
        home,
        AGENCIES["skm"],
        [Employee(FEW_USERS, "SKM-1", "01"), Employee(MANY_USERS, "SKM-1", "02")],
        units=[Unit("01", "L1", "31"), Unit("02", "L2", "100")],
        surveys={"L1": survey, "L2": survey},
    )
    days = CASES["PP94-1"]["unexcused_days"]
    land(
        home,
        AGENCIES["pp94_2021"],
        [Employee(nip, "PP94-1", absent=days) for nip in (DECIDED, UNDECIDED)]
        + [Employee(nip, "PP94-1") for nip in (ENDED, COLLEAGUE)],
        cases=[
            (DECIDED, "tidak masuk kerja", "sedang", "25", "2026-05-01", "2026-10-31", "SK 1/2026"),
            (ENDED, "tidak masuk kerja", "sedang", "25", "2026-04-01", "2026-09-30", "SK 2/2026"),
        ],
    )
    kinerja_done(home, "run", MONTH)
    return home


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


def test_a_decision_cuts_and_counted_days_do_not(golden: Home) -> None:
    case, expected = CASES["PP94-1"], CASES["PP94-1"]["expect"]
    decided = _pay(golden, DECIDED, "pp94_2021")
    assert decided["sanction_amount"] == expected["per_month"]
    assert decided["computed_amount"] == case["earned"] + expected["per_month"]
    assert _pay(golden, UNDECIDED, "pp94_2021")["sanction_amount"] == expected["without_decision"]
    assert _pay(golden, ENDED, "pp94_2021")["sanction_amount"] == 0


def test_the_oracle_finds_no_rupiah_of_difference(golden: Home) -> None:
    assert not [str(difference) for difference in differences(golden, (MONTH,))]
