"""Coaching and recognition over months that follow each other over a year's end: small tables, no run."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import duckdb
import pytest

from contracts.policy.tables import COMPILED_SCHEMAS
from orchestration.model_sql import model_steps
from orchestration.warehouse import PREVIOUS_COLUMNS

MODELS: Final = ("int_reviews", "int_review_state", "int_listed_reviews")
MONTHS: Final = ("2026-10", "2026-11", "2026-12", "2027-01", "2027-02")
RULE_DATE: Final = "2026-10-31"
GIVEN: Final = {
    "int_employees": "agency_id varchar, employee_id varchar, unit_id varchar, scope_id varchar, "
    "rule_date date",
    "int_months": "agency_id varchar, month varchar, month_start date",
    "int_month_settings": "agency_id varchar, scope_id varchar, rule_date date, "
    "final_month bigint, final_day bigint",
    "int_review_days": "agency_id varchar, employee_id varchar, due_days bigint, judged_days bigint",
    "int_review_scores": "agency_id varchar, employee_id varchar, assignment_id varchar, aspect varchar, "
    "score_e4 bigint, fallen_measure varchar, risen_measure varchar, lowest_measure varchar, "
    "highest_measure varchar",
}
COACHED: Final = {"list_kind": "coaching", "aspect": "discipline", "judged_days_e4": 600_000}
RULES: Final = [
    {**COACHED, "review_id": "turun", "change_e4": 150_000, "months": 1, "reevaluate_months": 2},
    {"review_id": "unggul", "list_kind": "recognition", "aspect": "discipline", "limit_e4": 1_000_000,
     "months": 2, "judged_days_e4": 600_000, "at_most_e4": 500_000},
]  # fmt: skip
# Person to (score, judged days of 20) of each month; None: nothing was measured.
Scores = Mapping[str, Sequence[tuple[int, int] | None]]
FULL: Final = 20


@pytest.fixture
def work() -> Iterator[duckdb.DuckDBPyConnection]:
    """Empty work database with what the models of reviews read."""
    kinds = {"String": "varchar", "Int64": "bigint", "Date": "date", "Boolean": "boolean"}
    rules = ", ".join(
        f"{name} {kinds[str(kind)]}" for name, kind in COMPILED_SCHEMAS["policy_reviews"].items()
    )
    with duckdb.connect() as connection:
        connection.execute(
            "attach ':memory:' as work; use work; create schema input; create schema intermediate"
        )
        for name, columns in GIVEN.items():
            connection.execute(f"create table intermediate.{name} ({columns})")
        connection.execute(f"create table input.policy_reviews ({rules})")
        connection.execute(
            f"create table input.previous_month_state ({PREVIOUS_COLUMNS['previous_month_state']})"
        )
        _fill(
            connection,
            "input.policy_reviews",
            [
                {"agency_id": "a", "scope_id": "*", "valid_from": "2026-01-01", "valid_to": "2027-12-31",
                 "rule_id": f"reviews.{rule['review_id']}", **rule}
                for rule in RULES
            ],
        )  # fmt: skip
        yield connection


def _fill(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    connection.execute(f"delete from {table}")
    for row in rows:
        names, marks = ", ".join(row), ", ".join("?" for _ in row)
        connection.execute(f"insert into {table} ({names}) values ({marks})", list(row.values()))


def _listed(
    connection: duckdb.DuckDBPyConnection, scores: Scores
) -> dict[str, dict[tuple[str, str], tuple[Any, ...]]]:
    """Compute the months, each from the state that the one before left; return who is listed, and how."""
    steps = {step.name: step for step in model_steps()}
    found: dict[str, dict[tuple[str, str], tuple[Any, ...]]] = {}
    place = {"agency_id": "a", "scope_id": "*", "rule_date": RULE_DATE}
    _fill(connection, "intermediate.int_month_settings", [{**place, "final_month": 12}])
    _fill(
        connection,
        "intermediate.int_employees",
        [{**place, "employee_id": person, "unit_id": "u"} for person in scores],
    )
    for number, month in enumerate(MONTHS):
        now = {person: each[number] for person, each in scores.items()}
        _fill(
            connection,
            "intermediate.int_months",
            [{"agency_id": "a", "month": month, "month_start": f"{month}-01"}],
        )
        _fill(
            connection,
            "intermediate.int_review_scores",
            [
                {"agency_id": "a", "employee_id": person, "assignment_id": "s", "aspect": "discipline",
                 "score_e4": measured[0] * 10_000}
                for person, measured in now.items() if measured
            ],
        )  # fmt: skip
        _fill(
            connection,
            "intermediate.int_review_days",
            [
                {"agency_id": "a", "employee_id": person, "due_days": FULL, "judged_days": measured[1]}
                for person, measured in now.items()
                if measured
            ],
        )
        for name in MODELS:
            connection.execute(f"create or replace table {steps[name].relation} as {steps[name].sql}")
        rows = connection.execute(
            "select employee_id, review_id, state, look_again_month, goal_e4, months_left, is_late "
            "from intermediate.int_listed_reviews"
        ).fetchall()
        found[month] = {(row[0], row[1]): row[2:] for row in rows}
        connection.execute(
            "create or replace table input.previous_month_state as "
            "select agency_id, null::varchar as month, 'employee' as subject_kind, "
            "employee_id as subject_id, state_key, value_text, value_e4, source_month "
            "from intermediate.int_review_state"
        )
    return found


def test_coaching_is_looked_at_again_over_the_end_of_a_year_and_says_whether_it_helped(
    work: duckdb.DuckDBPyConnection,
) -> None:
    good, bad = (98, FULL), (70, FULL)
    found = _listed(
        work,
        {
            "pulih": (good, bad, bad, good, good),
            "belum": (good, bad, bad, bad, bad),
            "dini": (good, good, good, good, good),
            # on leave in the month of the re-evaluation: looked at once there is something to see
            "cuti": (good, bad, good, (0, 3), good),
            # most of November on leave: no fall, and no rise after it
            "libur": (good, (40, 11), good, good, good),
            # fell in the last month that October's list could still have helped
            "akhir": (good, good, bad, bad, good),
        },
    )
    goal = 830_000
    begun = ("new", "2027-01", goal, 1, True)
    assert found["2026-10"] == {}
    assert found["2026-11"] == {(person, "turun"): begun for person in ("pulih", "belum", "cuti")}
    going = ("running", "2027-01", goal, 0, True)
    assert found["2026-12"] == {
        **{(person, "turun"): going for person in ("pulih", "belum", "cuti")},
        ("akhir", "turun"): ("new", "2027-02", goal, 0, True),
    }
    assert found["2027-01"] == {
        ("pulih", "turun"): ("helped", "2027-01", goal, 0, True),
        ("belum", "turun"): ("not_helped", "2027-01", goal, 0, True),
        ("cuti", "turun"): going,
        ("akhir", "turun"): ("running", "2027-02", goal, 0, True),
    }
    assert found["2027-02"] == {
        ("cuti", "turun"): ("helped", "2027-01", goal, 0, True),
        ("akhir", "turun"): ("helped", "2027-02", goal, 0, True),
    }


def test_praise_goes_to_the_longest_runs_and_to_nobody_where_all_are_alike(
    work: duckdb.DuckDBPyConnection,
) -> None:
    best, less = (100, FULL), (99, FULL)
    found = _listed(
        work,
        {
            "lama": (best, best, best, best, best),
            "baru": (less, best, best, best, less),
            "baru_juga": (less, best, best, best, best),
            "lain": (less, less, less, less, less),
        },
    )
    told = {
        month: {person: row[0] for (person, review), row in listed.items() if review == "unggul"}
        for month, listed in found.items()
    }
    same = {"baru": "too_many", "baru_juga": "too_many"}
    assert told == {
        "2026-10": {},
        "2026-11": {"lama": "new"},
        "2026-12": {"lama": "running", **same},
        "2027-01": {"lama": "running", **same},
        "2027-02": {"lama": "running", "baru_juga": "new"},
    }
