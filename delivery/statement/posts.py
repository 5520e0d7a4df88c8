"""The posts behind a statement: stretches of the month that are paid alike, and what an acting post adds."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import duckdb

from delivery.catalogue import Row, has_table, rows
from delivery.formula import days_text
from delivery.statement.facts import Line, Post
from delivery.statement.rules import RuleBook
from delivery.wording import exact_rupiah, percent_text, rupiah

E4 = 1_000_000


def master_of(connection: duckdb.DuckDBPyConnection, key: Sequence[object]) -> list[Row]:
    """Read the accepted assignments of (agency, month, employee), definitive ones first; none if not kept."""
    if not has_table(connection, "accepted", "employee_assignment"):
        return []
    return rows(
        connection,
        "select unit_id, unit_name, post_name, job_class, is_acting, acting_decision_no, is_not_entitled, "
        "assignment_from, duty_from, service_ended_on from accepted.employee_assignment "
        "where agency_id = ? and month = ? and employee_id = ? order by is_acting, assignment_from",
        key,
    )


def stretches_of(
    connection: duckdb.DuckDBPyConnection, key: Sequence[object], views: set[str]
) -> dict[str, Row]:
    """Rows of marts.assignments of (agency, month, employee) by their id; none where a build kept none."""
    if "assignments" not in views:
        return {}
    found = rows(
        connection,
        "select * from marts.assignments where agency_id = ? and month = ? and employee_id = ?",
        key,
    )
    return {str(row["assignment_id"]): row for row in found}


def posts_of(lines: Sequence[Line], stretches: Mapping[str, Row], book: RuleBook) -> list[Post]:
    """Stretches that have lines, in their order; empty where a build kept none."""
    paid = {line["assignment_id"] for line in lines if line["component"]}
    return [
        {
            "assignment_id": assignment_id,
            "stretch_from": row["starts_on"].isoformat(),
            "stretch_to": row["ends_on"].isoformat(),
            "unit_id": row["unit_id"],
            "unit_name": row["unit_name"],
            "post_name": row["post_name"],
            "job_class": row["job_class"],
            "policy_version": _version(book.settings(str(row["unit_id"]), row["starts_on"])),
        }
        for assignment_id, row in sorted(stretches.items(), key=lambda one: one[1]["starts_on"])
        if assignment_id in paid
    ]


def _version(settings: Mapping[str, object]) -> str | None:
    return str(settings["version_id"]) if settings else None


def acting_text(row: Row, stretches: Mapping[str, Row]) -> str | None:
    """Say what a step `plt` is made of: amount, share, paid days and the decision behind it."""
    if row["factor_kind"] != "plt" or row.get("share_pct_e4") is None:
        return None
    share = percent_text(Fraction(row["share_pct_e4"], E4)) or f"{row['share_pct_e4']}/{E4}"
    amount, own = rupiah(row["acting_amount"]), row["own_amount"]
    parts = [
        f"{amount} × {share}" if own is None else f"({amount} - {rupiah(own)} + {share} × {rupiah(own)})"
    ]
    if row["paid_numerator"] != row["paid_denominator"]:
        parts.append(days_text(int(row["paid_numerator"]), int(row["paid_denominator"])))
    result = exact_rupiah(Fraction(int(row["numerator"]), int(row["denominator"])))
    return f"{_acting_post(stretches.get(str(row['label'])))}: {' × '.join(parts)} = {result}"


def _acting_post(post: Row | None) -> str:
    if post is None:
        return "Pelaksana tugas"
    grade = f" kelas {post['job_class']}" if post["job_class"] is not None else ""
    decision = (
        f"keputusan {post['acting_decision_no']}" if post["acting_decision_no"] else "tanpa nomor keputusan"
    )
    return f"Pelaksana tugas {post['post_name'] or ''}{grade}, {decision}"
