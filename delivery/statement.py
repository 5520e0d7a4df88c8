"""One employee's month as facts: every line, its steps, its evidence. `statement_text` puts it in words."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import duckdb

from contracts.home import Home
from delivery.aspect_scores import aspect_scores
from delivery.catalogue import Row, not_run, open_marts, rows, views
from delivery.errors import MonthNotRunError, UnknownEmployeeError
from delivery.formula import factor_of, in_words, with_values
from delivery.reason_texts import assumption_sentence, hold_sentences
from delivery.statement_facts import (
    SCHEMA_VERSION,
    Day,
    Due,
    Employee,
    Indicator,
    Line,
    Rule,
    Statement,
    Totals,
)
from delivery.wording import COMPONENTS, decimal_text, exact_rupiah, fraction_text, percent_text, rupiah, term

__all__ = ["statement"]

E4 = 10_000
CUTS = ("potongan", "sanksi")
DAY_COLUMNS = (
    "work_date",
    "day_status",
    "arrived_at",
    "left_at",
    "late_minutes",
    "early_minutes",
    "points_e4",
    "total_pct_e4",
)


def statement(home: Home, employee_id: str, month: str) -> Statement:
    """Facts of one employee's month, from the current marts; see Statement for the shape.

    Raises MonthNotRunError when the month has no marts, UnknownEmployeeError when the person is not in them
    (or in more than one agency's, which the gates hold), CatalogueUnreadableError when they are damaged.
    """
    with open_marts(home, month) as connection:
        person = _person(connection, employee_id, month)
        key = [person["agency_id"], month, employee_id]
        present = views(connection)
        indicators = _indicators(connection, key)
        lines = _lines(connection, key)
        findings = rows(
            connection,
            "select gate, severity, rule_code, message from marts.gate_findings "
            "where agency_id = ? and month = ? and employee_id = ? order by all",
            key,
        )
        return {
            "schema_version": SCHEMA_VERSION,
            "agency_id": person["agency_id"],
            "month": month,
            "is_simulation": bool(person["is_simulation"])
            or any(line["rule"]["status"] != "law" for line in lines),
            "releases": _releases(home, str(person["agency_id"]), month),
            "employee": _employee(connection, person, key),
            "due": _due(lines),
            "indicators": indicators,
            "lines": lines,
            "days": _days(connection, key) if "attendance_days" in present else [],
            "evidence": _evidence(connection, lines, key) if "incentive_evidence" in present else [],
            "assumptions": _assumptions(indicators, lines),
            "hold": {
                "is_held": bool(person["is_held"]),
                "reason": person["hold_reason"],
                "sentences": hold_sentences(person["hold_reason"]),
            },
            "findings": [
                {
                    "gate": row["gate"],
                    "severity": row["severity"],
                    "rule_code": row["rule_code"],
                    "message": row["message"],
                }
                for row in findings
            ],
            "totals": _totals(person, lines),
        }


def _person(connection: duckdb.DuckDBPyConnection, employee_id: str, month: str) -> Row:
    found = rows(
        connection,
        "select * from marts.monthly_incentives where month = ? and employee_id = ? order by agency_id",
        [month, employee_id],
    )
    if len(found) == 1:
        return found[0]
    if found:
        agencies = ", ".join(str(row["agency_id"]) for row in found)
        raise UnknownEmployeeError(f"NIP {employee_id} tercatat di beberapa pemerintah daerah: {agencies}.")
    if not rows(connection, "select 1 as one from marts.agency_gates where month = ? limit 1", [month]):
        raise MonthNotRunError(not_run(month))
    raise UnknownEmployeeError(
        f"NIP {employee_id} tidak ada dalam tabel {month}; periksa NIP (18 angka) dan data pegawai bulan itu."
    )


def _employee(connection: duckdb.DuckDBPyConnection, person: Row, key: Sequence[object]) -> Employee:
    master = _master(connection, [*key, person["unit_id"]])
    return {
        "employee_id": person["employee_id"],
        "name": person["name"],
        "unit_id": person["unit_id"],
        "unit_name": master.get("unit_name"),
        "post_name": person.get("post_name") or master.get("post_name"),
        "job_class": person["job_class"],
        "policy_id": person["policy_id"],
    }


def _master(connection: duckdb.DuckDBPyConnection, key: Sequence[object]) -> Row:
    accepted = rows(
        connection,
        "select 1 as one from information_schema.tables "
        "where table_schema = 'accepted' and table_name = 'employee_assignment'",
    )
    if not accepted:
        return {}
    found = rows(
        connection,
        "select unit_name, post_name from accepted.employee_assignment where agency_id = ? and month = ? "
        "and employee_id = ? and unit_id = ? order by is_acting, assignment_from desc limit 1",
        key,
    )
    return found[0] if found else {}


def _lines(connection: duckdb.DuckDBPyConnection, key: Sequence[object]) -> list[Line]:
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
            "select * from marts.incentive_line_factors "  # noqa: S608
            "where agency_id = ? and month = ? and employee_id = ? "
            f"and line_id in ({marks}) order by line_id, ordinal",
            [*key, *factors],
        ):
            factors[str(row["line_id"])].append(row)
    scores = aspect_scores(connection, str(key[1]), [str(key[2])])
    return [
        _line(
            row,
            factors[str(row["line_id"])],
            scores.get((row["agency_id"], row["employee_id"], row["assignment_id"]), {}),
        )
        for row in lines
    ]


def _line(row: Row, factor_rows: Sequence[Row], scores_e4: Mapping[str, int]) -> Line:
    factors = [factor_of(factor, scores_e4) for factor in factor_rows]
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
        "basis_amount": basis_amount,
        "factors": factors,
        "formula": formula[0] if formula else in_words(f"dasar {term(row['component'])}".strip(), factors),
        "formula_values": formula[1] if formula else with_values(basis_amount, factors),
        "numerator": numerator,
        "denominator": denominator,
        "exact_text": exact_rupiah(exact) if exact is not None else "tidak terhitung",
        "amount": int(row["amount"]),
        "is_assumed": bool(row["is_assumed"]),
        "rule": _rule(row, row["rule_title"]),
    }


def _detail(row: Row) -> str | None:
    """Say what the line is about: `muster 2026-10-12` in words, a decision number as it is."""
    first, _, rest = str(row["detail"] or "").partition(" ")
    return f"{term(first)} {rest}".strip() or None


def _cut(row: Row, exact: Fraction) -> tuple[str, str] | None:
    """Write the formula of a cut from the whole, where its share of the basis is a plain percent."""
    share = percent_text(exact / row["basis_amount"]) if row["basis_amount"] else None
    if share is None:
        return None
    return "dasar potongan × persentase", f"{rupiah(row['basis_amount'])} × {share}"


def _rule(row: Row, title: str | None) -> Rule:
    return {
        "rule_id": row["rule_id"],
        "title": title,
        "citation": row["citation"],
        "status": row["rule_status"],
    }


def _due(lines: Sequence[Line]) -> list[Due]:
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


def _indicators(connection: duckdb.DuckDBPyConnection, key: Sequence[object]) -> list[Indicator]:
    found = rows(
        connection,
        "select * from marts.performance_indicators where agency_id = ? and month = ? and employee_id = ? "
        "order by assignment_id, aspect, measure, rule_id",
        key,
    )
    return [
        {
            "aspect": row["aspect"],
            "measure": row["measure"],
            "assignment_id": row["assignment_id"],
            "numerator": _whole(row["numerator"]),
            "denominator": _whole(row["denominator"]),
            "value_text": _value_text(row),
            "unit": row["unit"],
            "score": _points(row["score_e4"]),
            "weight": _points(row["weight_e4"]),
            "evidence_count": row["evidence_count"],
            "is_assumed": bool(row["is_assumed"]),
            "assumption": row["assumption"],
            "rule": _rule(row, row["rule_title"]),
        }
        for row in found
    ]


def _value_text(row: Row) -> str:
    if row["value_text"] is not None:
        return str(row["value_text"])
    if row["numerator"] is None:
        return "tidak ada"
    return fraction_text(int(row["numerator"]), int(row["denominator"] or 1))


def _points(value_e4: int | None) -> str | None:
    return None if value_e4 is None else decimal_text(Fraction(value_e4, E4))


def _whole(value: Decimal | None) -> int | None:
    return None if value is None else int(value)


def _days(connection: duckdb.DuckDBPyConnection, key: Sequence[object]) -> list[Day]:
    """Days as they were judged; the kind of leave stays in the house."""
    found = rows(
        connection,
        f"select {', '.join(DAY_COLUMNS)} from marts.attendance_days "  # noqa: S608
        "where agency_id = ? and month = ? and employee_id = ? order by work_date",
        key,
    )
    return [
        {
            "work_date": row["work_date"].isoformat(),
            "day_status": row["day_status"],
            "arrived_at": _clock(row["arrived_at"]),
            "left_at": _clock(row["left_at"]),
            "late_minutes": row["late_minutes"],
            "early_minutes": row["early_minutes"],
            "points": _points(row["points_e4"]),
            "total_pct": _points(row["total_pct_e4"]),
        }
        for row in found
    ]


def _clock(at: dt.datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _evidence(
    connection: duckdb.DuckDBPyConnection, lines: Sequence[Line], key: Sequence[object]
) -> list[dict[str, str | int | bool | None]]:
    line_ids = [line["line_id"] for line in lines]
    if not line_ids:
        return []
    marks = ", ".join("?" for _ in line_ids)
    found = rows(
        connection,
        "select * from marts.incentive_evidence where agency_id = ? and month = ? "  # noqa: S608
        f"and line_id in ({marks}) order by all",
        [*key[:2], *line_ids],
    )
    return [
        {
            name: value if value is None or isinstance(value, (str, int)) else str(value)
            for name, value in row.items()
        }
        for row in found
    ]


def _assumptions(indicators: Sequence[Indicator], lines: Sequence[Line]) -> list[str]:
    told = {
        assumption_sentence(item["assumption"], term(item["measure"] or item["aspect"]))
        for item in indicators
        if item["is_assumed"]
    }
    if not told and any(line["is_assumed"] for line in lines):
        told = {"Sebagian baris dihitung dari nilai yang dianggap, bukan diukur."}
    return sorted(told)


def _totals(person: Row, lines: Sequence[Line]) -> Totals:
    return {
        "basic_amount": int(person["basic_amount"]),
        "components": {name: int(person[f"{name}_amount"] or 0) for name in COMPONENTS},
        "deduction_amount": int(person["deduction_amount"] or 0),
        "sanction_amount": int(person["sanction_amount"] or 0),
        "adjustment_amount": int(person["adjustment_amount"] or 0),
        "lines_amount": sum(line["amount"] for line in lines),
        "computed_amount": int(person["computed_amount"]),
        "incentive_amount": int(person["incentive_amount"]),
    }


def _releases(home: Home, agency_id: str, month: str) -> list[str]:
    """Releases that exist; the manifest is read by release and verify, which may load more."""
    return sorted(found.parent.name for found in (home.releases / month / agency_id).glob("r*/manifest.json"))
