"""The lines of one statement: each with its steps, its formula in words and in values, and its rule."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction

import duckdb

from contracts.dates import date_text
from delivery.catalogue import Row, rows
from delivery.formula import factor_of, in_words, with_values
from delivery.statement_facts import Due, Line, Rule
from delivery.statement_rules import has_rules, rule_of, rules_of, settings_of
from delivery.wording import exact_rupiah, percent_text, rupiah, term

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
CUTS = ("potongan", "sanksi")


def lines_of(connection: duckdb.DuckDBPyConnection, key: Sequence[object]) -> list[Line]:
    """Read the lines of (agency, month, employee) in the order in which pay is computed."""
    lines = rows(
        connection,
        "select * from marts.incentive_lines where agency_id = ? and month = ? and employee_id = ? "
        "order by for_month, stage, ordinal, assignment_id, component, aspect, detail, line_id",
        key,
    )
    factors: dict[str, list[Row]] = {str(row["line_id"]): [] for row in lines}
    if factors:
        marks = ", ".join("?" for _ in factors)
        for row in rows(
            connection,
            "select * from marts.incentive_line_factors "  # noqa: S608 - names of our own columns, values bound
            "where agency_id = ? and month = ? and employee_id = ? "
            f"and line_id in ({marks}) order by line_id, ordinal",
            [*key, *factors],
        ):
            factors[str(row["line_id"])].append(row)
    wanted = {str(row["rule_id"]) for steps in factors.values() for row in steps if row["rule_id"]}
    unit_id = str(lines[0]["unit_id"]) if lines else ""
    rules = {}
    if lines and has_rules(connection):
        shared = settings_of(connection, key)
        share_id = str(shared.get("proration_rule_id"))
        rules = rules_of(connection, key, unit_id, {*wanted, share_id})
        for steps in factors.values():
            steps[:] = [
                {**step, "rule_id": share_id} if step["factor_kind"] == "hari" else step for step in steps
            ]
    return [_line(row, factors[str(row["line_id"])], rules) for row in lines]


def _line(row: Row, factor_rows: Sequence[Row], rules: Mapping[str, Rule]) -> Line:
    factors = [factor_of(factor) for factor in factor_rows]
    step_ids = dict.fromkeys(str(factor["rule_id"]) for factor in factor_rows if factor["rule_id"])
    basis_amount = int(row["basis_amount"])
    numerator, denominator = int(row["numerator"]), int(row["denominator"])
    exact = Fraction(numerator, denominator) if denominator else None
    formula = _cut(row, exact) if row["line_kind"] in CUTS and exact is not None else None
    return {
        "line_id": row["line_id"],
        "line_kind": row["line_kind"],
        "for_month": row["for_month"],
        "assignment_id": row["assignment_id"],
        "component": row["component"],
        "aspect": row["aspect"],
        "detail": _detail(row),
        "raw_detail": row["detail"],
        "quantity": row["quantity"],
        "basis_amount": basis_amount,
        "factors": factors,
        "formula": formula[0] if formula else in_words(f"dasar {term(row['component'])}".strip(), factors),
        "formula_values": formula[1] if formula else with_values(basis_amount, factors),
        "numerator": numerator,
        "denominator": denominator,
        "exact_text": exact_rupiah(exact) if exact is not None else "tidak terhitung",
        "rounding_mode": str(row["rounding_mode"]),
        "rounding_unit": int(row["rounding_unit"]),
        "amount": int(row["amount"]),
        "is_assumed": bool(row["is_assumed"]),
        "rule": rule_of(row, row["rule_title"], is_leave=str(row["detail"]).startswith("leave")),
        "step_rules": [
            rules[rule_id] for rule_id in step_ids if rule_id in rules and rule_id != row["rule_id"]
        ],
    }


def _detail(row: Row) -> str | None:
    """Say what the line is about: `muster 2026-10-12` in words, a decision number as it is."""
    first, _, rest = str(row["detail"] or "").partition(" ")
    day = dt.date.fromisoformat(rest) if ISO_DAY.fullmatch(rest) else None
    return f"{term(first)} {date_text(day) if day else rest}".strip() or None


def _cut(row: Row, exact: Fraction) -> tuple[str, str] | None:
    """Write the formula of a cut from the whole, where its share of the basis is a plain percent."""
    share = percent_text(exact / row["basis_amount"]) if row["basis_amount"] else None
    if share is None:
        return None
    words = f"besaran yang dipotong × persentase {term(row['line_kind'])}"
    return words, f"{rupiah(row['basis_amount'])} × {share}"


def due_of(lines: Sequence[Line]) -> list[Due]:
    """Take basic amounts by assignment and component: lines of one component share theirs."""
    seen: dict[tuple[str | None, str | None], int] = {}
    for line in lines:
        if line["component"] and line["line_kind"] in {"reguler", "plt"}:
            place = (line["assignment_id"], line["component"])
            seen[place] = max(seen.get(place, 0), line["basis_amount"])
    return [
        {"assignment_id": assignment, "component": component, "basis_amount": amount}
        for (assignment, component), amount in seen.items()
    ]
