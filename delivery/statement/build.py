"""One employee's month as facts: every line, its steps, its evidence. `text` puts it in words."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import duckdb

from contracts.home import Home
from contracts.standing import PAYABLE
from delivery.catalogue import Row, has_table, not_run, open_marts, rows, views
from delivery.errors import MonthNotRunError, UnknownEmployeeError
from delivery.reason_texts import assumption_sentence
from delivery.statement.decision import decision_of
from delivery.statement.evidence import evidence_of
from delivery.statement.facts import SCHEMA_VERSION, Employee, Indicator, Line, Statement, Totals
from delivery.statement.hold import as_released, hold_of
from delivery.statement.ifs import ifs_of, measuring
from delivery.statement.lines import due_of, lines_of
from delivery.statement.measures import days_of, events_of, indicators_of
from delivery.statement.month import month_share, nothing_due
from delivery.statement.objections import objections_of
from delivery.statement.posts import master_of, posts_of, stretches_of
from delivery.statement.released import Paid, changed_since, paid_by
from delivery.statement.rules import RuleBook
from delivery.statement.thresholds import crossed_by
from delivery.statement.told import Told, told
from delivery.statement.training import training_of
from delivery.wording import COMPONENTS, term


def statement(home: Home, employee_id: str, month: str) -> Statement:
    """Facts of one employee's month, from the current marts; see Statement for the shape.

    Raises MonthNotRunError when the month has no marts, UnknownEmployeeError when the person is not in them
    (or in more than one agency's, which the gates hold), CatalogueUnreadableError when they are damaged.
    """
    with open_marts(home, month) as connection:
        agency_id = _agency_of(home, connection, employee_id, month)
        changed = changed_since(home, connection, agency_id, month, [employee_id])
        return statement_of(home, connection, employee_id, month, told(home), changed)


def statement_of(  # noqa: PLR0917 - what the command reads once for many people comes last
    home: Home,
    connection: duckdb.DuckDBPyConnection,
    employee_id: str,
    month: str,
    known: Told,
    changed: Mapping[str, Paid] = MappingProxyType({}),
) -> Statement:
    """Facts of one employee's month from an open catalogue, or from tables like its views.

    changed: people whose current tables say something else than the releases of the month.
    """
    paid = changed.get(employee_id)
    if paid is not None and paid.person is not None:
        person = paid.person
    else:
        person = as_released(home, connection, _person(connection, employee_id, month))
        paid = None if person["is_held"] else paid
    key = [person["agency_id"], month, employee_id]
    present = views(connection)
    book, master = RuleBook(connection, key), master_of(connection, key)
    stretches = stretches_of(connection, key, present)
    indicators = indicators_of(connection, key)
    lines = computed = lines_of(connection, key, book, stretches)
    if paid is not None and paid.person is not None:
        lines = paid.lines(key, book, stretches)
    events = events_of(connection, key) if "discipline_events" in present else []
    posts = posts_of(lines, stretches, book)
    unit_id = str(person["unit_id"])
    crossed = crossed_by(connection, key, present)
    employee = _employee(connection, person, master)
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
        or any(line["rule"]["status"] not in PAYABLE for line in lines),
        "releases": _releases(home, str(person["agency_id"]), month),
        "since": None if paid is None else paid.since(lines, computed, month),
        "employee": employee,
        "posts": posts,
        "due": due_of(lines),
        "month_share": month_share(connection, key, posts, lines, master) if book.is_kept else [],
        "nothing_due": nothing_due(person, master, book, crossed) if book.is_kept and not lines else None,
        "indicators": indicators,
        "lines": lines,
        "days": days_of(connection, key, events, book) if "attendance_days" in present else [],
        "evidence": evidence_of(connection, key, lines, indicators)
        if lines and "incentive_evidence" in present
        else [],
        "ifs": ifs_of(lines, indicators, events, measuring(book, unit_id, lines), crossed)
        if book.is_kept and lines is computed
        else [],
        "decision": decision_of(connection, key, book, known),
        "objections": objections_of(connection, key, present),
        "training": training_of(connection, key, book, unit_id)
        if book.is_kept and "training_hours" in present
        else None,
        "assumptions": _assumptions(indicators, lines),
        "hold": hold_of(connection, key, person, employee["unit_name"] or unit_id, present),
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


def _agency_of(home: Home, connection: duckdb.DuckDBPyConnection, employee_id: str, month: str) -> str:
    """Agency of somebody in the month's tables, else of the release that paid; raises as `_person`."""
    try:
        return str(_person(connection, employee_id, month)["agency_id"])
    except UnknownEmployeeError:
        agency_id = paid_by(home, connection, employee_id, month)
        if agency_id is None:
            raise
        return agency_id


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


def _employee(connection: duckdb.DuckDBPyConnection, person: Row, master: Sequence[Row]) -> Employee:
    own = [row for row in master if row["unit_id"] == person["unit_id"]]
    post: Row = max(own, key=lambda row: (not row["is_acting"], row["assignment_from"])) if own else {}
    return {
        "employee_id": person["employee_id"],
        "name": person["name"],
        "unit_id": person["unit_id"],
        "unit_name": person["unit_name"] or post.get("unit_name") or _unit_name(connection, person),
        "post_name": person.get("post_name") or post.get("post_name"),
        "job_class": person["job_class"],
        "employment_status": person["employment_status"],
        "policy_id": person["policy_id"],
        "policy_version": person["policy_version"],
    }


def _unit_name(connection: duckdb.DuckDBPyConnection, person: Row) -> str | None:
    """Name of the unit of someone whose own rows were all set aside, from the list of units."""
    if not has_table(connection, "accepted", "unit"):
        return None
    found = rows(
        connection,
        "select unit_name from accepted.unit where agency_id = ? and month = ? and unit_id = ?",
        [person["agency_id"], person["month"], person["unit_id"]],
    )
    return found[0]["unit_name"] if found else None


def _assumptions(indicators: Sequence[Indicator], lines: Sequence[Line]) -> list[str]:
    told = {
        assumption_sentence(item["assumption"], term(item["measure"] or item["aspect"]), item["measure"])
        for item in indicators
        if item["is_assumed"] and item["assumption"] != "hold"
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
