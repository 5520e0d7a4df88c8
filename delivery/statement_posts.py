"""The posts behind a statement: stretches of the month that are paid alike, and what an acting post adds."""

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction

import duckdb

from delivery.catalogue import Row, rows
from delivery.formula import days_text
from delivery.statement_facts import Line, Post
from delivery.statement_rules import RuleBook
from delivery.wording import exact_rupiah, percent_text, rupiah

E4 = 1_000_000


def master_of(connection: duckdb.DuckDBPyConnection, key: Sequence[object]) -> list[Row]:
    """Read the accepted assignments of (agency, month, employee), definitive ones first; none if not kept."""
    kept = rows(
        connection,
        "select 1 as one from information_schema.tables "
        "where table_schema = 'accepted' and table_name = 'employee_assignment'",
    )
    if not kept:
        return []
    return rows(
        connection,
        "select unit_id, unit_name, post_name, job_class, is_acting, acting_decision_no, is_not_entitled, "
        "assignment_from, duty_from, service_ended_on from accepted.employee_assignment "
        "where agency_id = ? and month = ? and employee_id = ? order by is_acting, assignment_from",
        key,
    )


def posts_of(lines: Sequence[Line], master: Sequence[Row], book: RuleBook) -> list[Post]:
    """Stretches that have lines, in their order; empty where a build kept no dates."""
    found: dict[str, Post] = {}
    for line in lines:
        first, last = line["stretch_from"], line["stretch_to"]
        if not line["component"] or not line["assignment_id"] or first is None or last is None:
            continue
        since = dt.date.fromisoformat(first)
        own = [
            row
            for row in master
            if row["unit_id"] == line["unit_id"] and row["assignment_from"] <= since and not row["is_acting"]
        ] or [row for row in master if row["unit_id"] == line["unit_id"]]
        post = own[-1] if own else {}
        settings = book.settings(str(line["unit_id"]), since)
        version = str(settings["version_id"]) if settings else None
        found[line["assignment_id"]] = {
            "assignment_id": line["assignment_id"],
            "stretch_from": first,
            "stretch_to": last,
            "unit_id": line["unit_id"],
            "unit_name": post.get("unit_name"),
            "post_name": post.get("post_name"),
            "job_class": post.get("job_class"),
            "policy_version": version,
        }
    return sorted(found.values(), key=lambda post: post["stretch_from"])


def acting_text(row: Row, master: Sequence[Row]) -> str | None:
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
    return f"{_acting_post(str(row['label']), master)}: {' × '.join(parts)} = {result}"


def _acting_post(assignment_id: str, master: Sequence[Row]) -> str:
    acting = [row for row in master if row["is_acting"]]
    began = [row for row in acting if f"{_start(row):%Y%m%d}" == assignment_id[:8]]
    if not (began or acting):
        return "Pelaksana tugas"
    post = (began or acting)[0]
    grade = f" kelas {post['job_class']}" if post["job_class"] is not None else ""
    decision = (
        f"keputusan {post['acting_decision_no']}" if post["acting_decision_no"] else "tanpa nomor keputusan"
    )
    return f"Pelaksana tugas {post['post_name'] or ''}{grade}, {decision}"


def _start(row: Row) -> dt.date:
    started: dt.date = max(filter(None, (row["assignment_from"], row["duty_from"])))
    return started
