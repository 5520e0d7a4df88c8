"""One id of a finding, whoever makes it: Python, the models or a view."""

from pathlib import Path

import duckdb
import pytest
from jinja2 import Environment

from contracts.finding_ids import agency_finding_id_sql, finding_id

MACRO = Path(__file__).parents[2] / "dbt_project" / "macros" / "finding_id.sql"
PERSON = "198609262015051001"


def of_models(*parts: str) -> str:
    """Id that the macro of the models gives to literals."""
    template = MACRO.read_text(encoding="utf-8").split("\n", 1)[1]
    literals = ", ".join(repr("'" + part + "'") for part in parts)
    sql = Environment(autoescape=False).from_string(template + "{{ finding_id(" + literals + ") }}").render()  # noqa: S701 - SQL, no page
    [(found,)] = duckdb.execute(f"select {sql}").fetchall()
    return str(found)


@pytest.mark.parametrize(
    ("unit_id", "feed", "subject", "employee_id"),
    [("u.1", "attendance", "2026-10-02", ""), ("", "", "", ""), ("", "", "mesin 3", PERSON)],
)
def test_models_and_gates_agree(unit_id: str, feed: str, subject: str, employee_id: str) -> None:
    key = "k" if employee_id else ""
    mine = finding_id("52.71", unit_id or None, feed or None, "kode", subject, employee_id or None, "k")
    assert of_models("52.71", unit_id, feed, "kode", subject, employee_id, key) == mine


def test_views_and_gates_agree() -> None:
    sql = agency_finding_id_sql("'52.71'", "kode")
    [(found,)] = duckdb.execute(f"select {sql}").fetchall()
    assert found == finding_id("52.71", None, None, "kode", "", None)


def test_a_person_is_followed_from_unit_to_unit_and_not_found_by_trying_nips() -> None:
    mine = finding_id("52.71", "u.1", "attendance", "kode", "", PERSON, "key of this home")
    assert mine == finding_id("52.71", "u.2", None, "kode", "", PERSON, "key of this home")
    assert mine != finding_id("52.71", "u.1", "attendance", "kode", "", PERSON, "another")
    of_unit = finding_id("52.71", "u.1", "attendance", "kode", "", None, "key of this home")
    assert of_unit == finding_id("52.71", "u.1", "attendance", "kode", "", None)
