"""The lines of one statement: each with its steps, its formula in words and in values, and its rule."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

import duckdb

from contracts.dates import date_text
from delivery.catalogue import Row, rows
from delivery.formula import factor_of, in_words, with_values
from delivery.statement.corrections import correction_formula, correction_text
from delivery.statement.facts import Due, Line, Rule
from delivery.statement.posts import acting_text
from delivery.statement.rules import RuleBook, rule_of
from delivery.wording import cut_text, exact_rupiah, percent_text, rupiah, term

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
SCALED = re.compile(r"(\d+) per ([1-9]\d*)")  # the one factor that brings a unit under its ceiling
CUTS = ("potongan", "sanksi")


def lines_of(
    connection: duckdb.DuckDBPyConnection,
    key: Sequence[object],
    book: RuleBook | None = None,
    stretches: Mapping[str, Row] | None = None,
) -> list[Line]:
    """Read the lines of (agency, month, employee) in the order in which pay is computed.

    `book` has the words of the rules of their steps, `stretches` the posts of the employee.
    """
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
    return [_line(row, factors[str(row["line_id"])], book, stretches or {}) for row in lines]


def _line(row: Row, factor_rows: Sequence[Row], book: RuleBook | None, stretches: Mapping[str, Row]) -> Line:
    factors = [
        factor_of(
            factor,
            correction_text(row) if factor["factor_kind"] == "seharusnya" else acting_text(factor, stretches),
        )
        for factor in factor_rows
    ]
    basis_amount = int(row["basis_amount"])
    numerator, denominator = int(row["numerator"]), int(row["denominator"])
    exact = Fraction(numerator, denominator) if denominator else None
    formula = _cut(row, exact) if row["line_kind"] in CUTS and exact is not None else correction_formula(row)
    return {
        "line_id": row["line_id"],
        "line_kind": row["line_kind"],
        "for_month": row["for_month"],
        "assignment_id": row["assignment_id"],
        "unit_id": row["unit_id"],
        "stretch_from": _iso(row.get("stretch_from")),
        "stretch_to": _iso(row.get("stretch_to")),
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
        "step_rules": [*_step_rules(row, factor_rows, book)] if book is not None else [],
    }


def _step_rules(row: Row, factor_rows: Sequence[Row], book: RuleBook) -> Iterator[Rule]:
    unit_id, day = str(row["unit_id"]), row.get("stretch_to")
    share_id = book.settings(unit_id, day).get("proration_rule_id")
    step_ids = [share_id if step["factor_kind"] == "hari" else step["rule_id"] for step in factor_rows]
    for rule_id in dict.fromkeys(step_ids):
        rule = book.rule(str(rule_id), unit_id, day)
        if rule is not None and rule_id != row["rule_id"]:
            yield rule


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(row: Row) -> dt.date | None:
    """Day that a line is about."""
    _, _, rest = str(row["detail"] or "").partition(" ")
    return dt.date.fromisoformat(rest) if ISO_DAY.fullmatch(rest) else None


def _detail(row: Row) -> str | None:
    """Say what the line is about: `muster 2026-10-12` in words, a decision number as it is."""
    first, _, rest = str(row["detail"] or "").partition(" ")
    if scaled := SCALED.fullmatch(str(row["detail"])):
        share = Fraction(int(scaled[1]), int(scaled[2]))
        return f"dibayar {percent_text(share) or f'{cut_text(share * 100)} %'} menurut pagu unit"
    day = _day(row)
    return f"{term(first)} {date_text(day) if day else rest}".strip() or None


def _cut(row: Row, exact: Fraction) -> tuple[str, str]:
    """Write the formula of a cut from the whole: its basis in whole rupiah and its share of it."""
    words = f"besaran yang dipotong × persentase {term(row['line_kind'])}"
    if not row["basis_amount"]:
        return words, "tidak ada besaran yang dapat dipotong"
    share = exact / row["basis_amount"]
    told = percent_text(share) or f"{'-' if share < 0 else ''}{cut_text(abs(share) * 100)} %"
    return words, f"{rupiah(row['basis_amount'])} × {told}"


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
