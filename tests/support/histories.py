"""Months that follow each other at the level of the correction models: small tables, no run."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import duckdb

from orchestration.corrections import COLUMNS, create_correction_tables
from orchestration.model_sql import model_steps

AGENCY = "95.01"
MODELS = (
    "stg_repayments",
    "stg_objections",
    "int_line_differences",
    "int_correction_claims",
    "int_correction_takes",
    "int_correction_lines",
    "outstanding",
)
GIVEN = {
    "input.repayment": "agency_id varchar, employee_id varchar, repaid_month varchar, receipt_no varchar, "
    "repaid_on date, repaid_amount bigint, file_no bigint, row_no bigint",
    "input.objection": "agency_id varchar, objection_id varchar, employee_id varchar, "
    "objected_month varchar, line_code varchar, ground varchar, filed_on date, decided_on date, "
    "decision varchar, decided_by varchar, decision_reason varchar, mending_file varchar, "
    "mending_row bigint, file_no bigint, row_no bigint",
    "input.run_month": "month varchar",
    "intermediate.int_employees": "agency_id varchar, employee_id varchar, assignment_id varchar, "
    "scope_id varchar, rule_date date",
    "intermediate.int_month_settings": "agency_id varchar, scope_id varchar, rule_date date, "
    "recovery_max_pct_e4 bigint",
    "intermediate.int_holds": "agency_id varchar, employee_id varchar",
    "intermediate.int_lines": "agency_id varchar, employee_id varchar, amount bigint",
}
Key = tuple[str, str]
Lines = dict[Key, int]


@contextmanager
def work() -> Iterator[duckdb.DuckDBPyConnection]:
    """Empty work database with what the correction models read."""
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as work; use work")
        for schema in ("input", "staging", "intermediate", "marts"):
            connection.execute(f"create schema {schema}")
        create_correction_tables(connection)
        for table, columns in GIVEN.items():
            connection.execute(f"create table {table} ({columns})")
        yield connection


@dataclass
class History:
    """What the months of one agency should pay, and what their releases paid.

    due: month -> person -> lines; held: (month, person) whose pay waits; left: person -> first month without.
    granted: objections that were accepted: id, month, person. changed: what changed since a release, as
    month, whom it names (None: nobody) and cause; without it one file of each month that names nobody.
    """

    connection: duckdb.DuckDBPyConnection
    percent: int | None = None
    due: dict[str, dict[str, Lines]] = field(default_factory=dict)
    held: set[tuple[str, str]] = field(default_factory=set)
    left: dict[str, str] = field(default_factory=dict)
    repaid: list[tuple[str, str, int]] = field(default_factory=list)
    granted: list[tuple[str, str, str]] = field(default_factory=list)
    changed: list[tuple[str, str | None, str]] = field(default_factory=list)
    paid_lines: list[dict[str, Any]] = field(default_factory=list)
    paid_people: list[dict[str, Any]] = field(default_factory=list)
    paid_outstanding: list[dict[str, Any]] = field(default_factory=list)
    months: list[str] = field(default_factory=list)

    def compute(self, month: str) -> list[dict[str, Any]]:
        """Correction lines of a month; `outstanding` is there to be read afterwards."""
        self._fill(month)
        steps = {step.name: step for step in model_steps()}
        for name in MODELS:
            self.connection.execute(f"create or replace table {steps[name].relation} as {steps[name].sql}")
        return self._rows("from intermediate.int_correction_lines order by all")

    def outstanding(self) -> list[dict[str, Any]]:
        """Rows of the mart after the last month that was computed."""
        return self._rows("from marts.outstanding order by all")

    def release(self, month: str) -> list[dict[str, Any]]:
        """Release a month: r1, or a later one for those never paid in it; returns its correction lines."""
        number = 1 + max(
            (row["release_no"] for row in self.paid_people if row["release_month"] == month), default=0
        )
        corrections = self.compute(month) if number == 1 else []
        listed = self.outstanding() if number == 1 else []
        self.paid_outstanding += [{**row, "release_month": month} for row in listed]
        paid = {
            row["employee_id"]
            for row in self.paid_people
            if row["release_month"] == month and not row["is_held"]
        }
        for person, lines in self.due[month].items():
            is_held = (month, person) in self.held
            if number > 1 and (is_held or person in paid):
                continue
            place = {"agency_id": AGENCY, "release_month": month, "release_no": number, "employee_id": person}
            self.paid_people.append({**place, "name": person, "unit_id": "u", "is_held": is_held})
            if not is_held:
                self.paid_lines += [{**place, **row} for row in self._own(month, lines)]
                self.paid_lines += [{**place, **row} for row in corrections if row["employee_id"] == person]
        if number == 1:
            self.months.append(month)
        return corrections

    def paid(self, month: str, person: str) -> int:
        """Rupiah released for a month: by its own releases and by corrections of later months."""
        return sum(
            row["amount"]
            for row in self.paid_lines
            if (row["for_month"], row["employee_id"]) == (month, person)
        )

    def _own(self, month: str, lines: Mapping[Key, int]) -> list[dict[str, Any]]:
        return [
            {"for_month": month, "line_kind": kind, "component": "beban_kerja" if kind == "reguler" else None,
             "detail": detail, "rule_id": "aturan", "amount": amount}
            for (kind, detail), amount in lines.items()
        ]  # fmt: skip

    def _fill(self, month: str) -> None:
        here = [person for person in self.due[month] if self.left.get(person, "9") > month]
        days = {"scope_id": "*", "rule_date": "2026-01-31"}
        released = bool(self.months)
        is_open = not self.months or month > self.months[-1]
        due_people, due_lines = [], []
        for earlier in self.months if is_open else []:
            for person, lines in self.due[earlier].items():
                who = {"agency_id": AGENCY, "for_month": earlier, "employee_id": person}
                due_people.append({**who, "name": person, "is_held": (earlier, person) in self.held})
                due_lines += [{**who, **row} for row in self._own(earlier, lines)]
        rows: dict[str, list[dict[str, Any]]] = {
            "input.correction_scope": [{"agency_id": AGENCY, "is_open": is_open}] if released else [],
            "input.paid_lines": self.paid_lines,
            "input.paid_people": self.paid_people,
            "input.due_lines": due_lines,
            "input.due_people": due_people,
            "input.month_changes": [
                {"agency_id": AGENCY, "for_month": each, "employee_id": person, "cause": cause}
                for each, person, cause in self.changed
                or [(each, None, f"berkas {each}.csv") for each in self.months]
            ],
            "input.paid_outstanding": [
                row for row in self.paid_outstanding if row["release_month"] == month
            ],
            "input.repayment": [
                {"agency_id": AGENCY, "employee_id": who, "repaid_month": month_of, "repaid_amount": amount}
                for month_of, who, amount in self.repaid
            ],
            "input.objection": [
                {"agency_id": AGENCY, "objection_id": each, "employee_id": who, "objected_month": month_of,
                 "decision": "diterima"}
                for each, month_of, who in self.granted
            ],
            "input.run_month": [{"month": month}],
            "intermediate.int_employees": [
                {"agency_id": AGENCY, "employee_id": person, "assignment_id": "a", **days} for person in here
            ],
            "intermediate.int_holds": [
                {"agency_id": AGENCY, "employee_id": who} for who in here if (month, who) in self.held
            ],
            "intermediate.int_month_settings": [
                {"agency_id": AGENCY, **days,
                 "recovery_max_pct_e4": None if self.percent is None else self.percent * 10_000}
            ],
            "intermediate.int_lines": [
                {"agency_id": AGENCY, "employee_id": person, "amount": amount}
                for person in here
                for amount in self.due[month][person].values()
            ],
        }  # fmt: skip
        for table, wanted in rows.items():
            self._replace(table, wanted)

    def _replace(self, table: str, rows: list[dict[str, Any]]) -> None:
        schema, name = table.split(".")
        columns = {**COLUMNS, **{key.split(".")[1]: value for key, value in GIVEN.items()}}[name]
        names = [column.split()[0] for column in columns.split(", ")]
        self.connection.execute(f"delete from {schema}.{name}")
        if rows:
            marks = ", ".join("?" for _ in names)
            values = [[row.get(column) for column in names] for row in rows]
            self.connection.executemany(f"insert into {schema}.{name} values ({marks})", values)

    def _rows(self, query: str) -> list[dict[str, Any]]:
        cursor = self.connection.execute(query)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
