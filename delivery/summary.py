"""How a month stands: per agency its gate, its people, its rows, its rupiah, and where everything lies."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TypedDict

import duckdb

from contracts.dates import month_before
from contracts.home import Home
from contracts.quality import shipped_quality
from delivery.alerts.heartbeat import AlertsFacts, alerts_facts
from delivery.catalogue import Row, not_run, open_marts, rows, views
from delivery.errors import MonthNotRunError
from delivery.metrics import TOTAL, Sums, month_sums, share_texts
from delivery.release.chain import head_codes
from delivery.release.closing import Standing, standings

SCHEMA_VERSION = 1
ENDS = ("accepted", "quarantined", "duplicate", "superseded", "other_month")
REASONS_TOLD = 5


class RowCounts(TypedDict):
    """Where the rows of the landed files ended; the five ends add up to `read`."""

    read: int
    accepted: int
    quarantined: int
    duplicate: int
    superseded: int
    other_month: int


class Money(TypedDict):
    """Whole rupiah: as computed, as it will be paid, and what waits for people on hold."""

    computed_amount: int
    incentive_amount: int
    held_amount: int


class QuarantineReason(TypedDict):
    """Rows kept back for one reason, most first."""

    reason_code: str
    reason: str
    rows: int


class UnreadFile(TypedDict):
    """A landed file that gave no rows and should have, newest delivery first: path, outcome and why.

    `is_still_open`: it is of an earlier delivery, was told in its own month and weighs no more.
    """

    path: str
    outcome: str
    reason: str | None
    is_still_open: bool


class AgencyStatus(TypedDict):
    """One agency's month. `status` is ready, ready_with_warnings or held; `reasons` in Bahasa Indonesia.

    `metrics`: shares as `contracts/metrics.yaml` defines them, text; None of nothing.
    `holds_escalated`: holds that are older than the longest duration of a hold, `hold_until` its first end.
    `next_interim_on`: first day after the month until which the policy wants the running month reviewed.
    """

    agency_id: str
    status: str
    reasons: str | None
    people: int
    people_held: int
    holds_escalated: int
    hold_until: str | None
    is_simulation: bool
    rows: RowCounts
    files: dict[str, int]
    unread_files: list[UnreadFile]
    quarantine_reasons: list[QuarantineReason]
    money: Money
    releases: list[str]
    chain_head: str | None
    state: str
    state_since: str | None
    state_by: str | None
    objection_until: str | None
    next_interim_on: str | None
    metrics: dict[str, str | None]


class Totals(TypedDict):
    """The agencies of the month together; `agencies` counts them by status."""

    agencies: dict[str, int]
    people: int
    people_held: int
    rows: RowCounts
    files: dict[str, int]
    money: Money
    metrics: dict[str, str | None]


class MonthStatus(TypedDict):
    """What `kinerja status --json` promises.

    `unknown_files` landed for codes that no policy names, by outcome; `unknown_unread` tells them one by one.
    `outputs` maps catalogue, marts and releases to absolute paths; `example_employee_id` is someone paid.
    """

    schema_version: int
    month: str
    agencies: list[AgencyStatus]
    unknown_files: dict[str, int]
    unknown_unread: list[UnreadFile]
    totals: Totals
    alerts: AlertsFacts
    outputs: dict[str, str]
    example_employee_id: str | None


def month_status(
    home: Home, month: str, interims: Mapping[str, dt.date] = MappingProxyType({})
) -> MonthStatus:
    """Status of a month from its current marts; agencies in order of their code.

    interims: next day of an interim review, by agency.
    Raises MonthNotRunError when the month has no marts, CatalogueUnreadableError when they are damaged.
    """
    with open_marts(home, month) as connection:
        gates = rows(
            connection,
            "select agency_id, status, reasons from marts.agency_gates where month = ? order by agency_id",
            [month],
        )
        if not gates:
            raise MonthNotRunError(not_run(month))
        sums = month_sums(connection, month)
        simulated = _simulated(connection, month)
        files = _files(connection, month)
        reasons = _reasons(connection, month)
        unread = _unread(connection, month)
        late = _escalated(connection, month)
        example = rows(
            connection,
            "select min(employee_id) as employee_id from marts.monthly_incentives "
            "where month = ? and incentive_amount > 0",
            [month],
        )
    chain_heads, states = head_codes(home), standings(home, month)
    agencies = [
        _agency(
            gate,
            sums.get(gate["agency_id"], {}),
            files.get(gate["agency_id"], []),
            unread=unread.get(gate["agency_id"], []),
            late=late.get(gate["agency_id"], {}),
            is_simulation=simulated.get(gate["agency_id"], True),
            reasons=reasons.get(gate["agency_id"], []),
            releases=_releases(home, gate["agency_id"], month),
            chain_head=chain_heads.get(gate["agency_id"]),
            standing=states.get(gate["agency_id"], Standing("open")),
            interim=interims.get(gate["agency_id"]),
        )
        for gate in gates
        if not _is_stranger(files.get(gate["agency_id"], []))
    ]
    known = {agency["agency_id"] for agency in agencies}
    strangers = [row for agency_id, found in files.items() if agency_id not in known for row in found]
    return {
        "schema_version": SCHEMA_VERSION,
        "month": month,
        "agencies": agencies,
        "unknown_files": _by_outcome(strangers),
        "unknown_unread": [
            file for agency_id, found in unread.items() if agency_id not in known for file in found
        ],
        "totals": _totals(agencies, [row for found in files.values() for row in found], sums[TOTAL]),
        "alerts": alerts_facts(home, month),
        "outputs": {
            "catalogue": str(Path(home.catalogue).absolute()),
            "quality_page": str((home.serving / "quality" / month / "index.html").absolute()),
            "marts": str((home.marts / month).absolute()),
            "releases": str((home.releases / month).absolute()),
        },
        "example_employee_id": example[0]["employee_id"],
    }


def _is_stranger(files: list[Row]) -> bool:
    """Whether a code that has a gate is only the name of a folder that no policy knows."""
    return bool(files) and all(row["outcome"] == "unknown_agency" for row in files)


def _simulated(connection: duckdb.DuckDBPyConnection, month: str) -> dict[str, bool]:
    found = rows(
        connection,
        "select agency_id, bool_or(is_simulation) as is_simulation "
        "from marts.monthly_incentives where month = ? group by agency_id",
        [month],
    )
    return {row["agency_id"]: bool(row["is_simulation"]) for row in found}


def _files(connection: duckdb.DuckDBPyConnection, month: str) -> dict[str | None, list[Row]]:
    """Rows by agency and outcome; a file may have a row for each record type it carries."""
    ends = ", ".join(f"cast(coalesce(sum(rows_{end}), 0) as bigint) as {end}" for end in ("read", *ENDS))
    found = rows(
        connection,
        f"select agency_id, outcome, count(distinct path) as files, {ends} from marts.file_outcomes "  # noqa: S608 - names of our own columns
        "where month = ? group by agency_id, outcome order by agency_id, outcome",
        [month],
    )
    grouped: dict[str | None, list[Row]] = {}
    for row in found:
        grouped.setdefault(row["agency_id"], []).append(row)
    return grouped


def _reasons(connection: duckdb.DuckDBPyConnection, month: str) -> dict[str, list[QuarantineReason]]:
    found = rows(
        connection,
        "select agency_id, reason_code, min(reason) as reason, count(*) as rows from marts.quarantined_rows "
        "where month = ? group by agency_id, reason_code order by agency_id, rows desc, reason_code",
        [month],
    )
    grouped: dict[str, list[QuarantineReason]] = {}
    for row in found:
        grouped.setdefault(row["agency_id"], []).append(
            {"reason_code": row["reason_code"], "reason": row["reason"], "rows": row["rows"]}
        )
    return grouped


def _unread(connection: duckdb.DuckDBPyConnection, month: str) -> dict[str, list[UnreadFile]]:
    found = rows(
        connection,
        "select agency_id, path, outcome, min(reason) as reason, "
        "coalesce(bool_and(delivery_month < month), false) as is_still_open from marts.file_outcomes "
        "where month = ? and outcome not in ('parsed', 'ignored') "
        "and not coalesce((delivery_month > month or delivery_month < ?) "
        "and delivery_month similar to '\\d{4}-\\d{2}', false) "
        "group by agency_id, path, outcome order by agency_id, path desc",
        [month, month_before(month, shipped_quality().unread.remember_months)],
    )
    grouped: dict[str, list[UnreadFile]] = {}
    for row in found:
        grouped.setdefault(row["agency_id"], []).append(
            {
                "path": row["path"],
                "outcome": row["outcome"],
                "reason": row["reason"],
                "is_still_open": row["is_still_open"],
            }
        )
    return grouped


def _escalated(connection: duckdb.DuckDBPyConnection, month: str) -> dict[str, Row]:
    """Return the number of holds past their longest duration and the earliest end, by agency."""
    if "quality_findings" not in views(connection):
        return {}
    found = rows(
        connection,
        "select agency_id, count(*) as holds, cast(min(hold_until) as varchar) as hold_until "
        "from marts.quality_findings where month = ? and is_escalated group by agency_id",
        [month],
    )
    return {row["agency_id"]: row for row in found}


def _agency(
    gate: Row,
    sums: Sums,
    files: list[Row],
    *,
    unread: list[UnreadFile],
    late: Row,
    is_simulation: bool,
    reasons: list[QuarantineReason],
    releases: list[str],
    chain_head: str | None,
    standing: Standing,
    interim: dt.date | None,
) -> AgencyStatus:
    return {
        "agency_id": gate["agency_id"],
        "status": gate["status"],
        "reasons": gate["reasons"] or None,
        "people": sums.get("people", 0),
        "people_held": sums.get("people_held", 0),
        "holds_escalated": late.get("holds", 0),
        "hold_until": late.get("hold_until"),
        "is_simulation": is_simulation,
        "rows": _counts(files),
        "files": _by_outcome(files),
        "unread_files": unread,
        "quarantine_reasons": reasons[:REASONS_TOLD],
        "money": {
            "computed_amount": sums.get("computed_amount", 0),
            "incentive_amount": sums.get("paid_amount", 0),
            "held_amount": sums.get("held_amount", 0),
        },
        "releases": releases,
        "chain_head": chain_head,
        "state": standing.state,
        "state_since": standing.since,
        "state_by": standing.by,
        "objection_until": standing.until,
        "next_interim_on": None if interim is None else interim.isoformat(),
        "metrics": share_texts(sums),
    }


def _totals(agencies: list[AgencyStatus], files: list[Row], sums: Sums) -> Totals:
    statuses = [agency["status"] for agency in agencies]
    return {
        "agencies": {status: statuses.count(status) for status in ("ready", "ready_with_warnings", "held")},
        "people": sum(agency["people"] for agency in agencies),
        "people_held": sum(agency["people_held"] for agency in agencies),
        "rows": _counts(files),
        "files": _by_outcome(files),
        "money": {
            "computed_amount": sum(agency["money"]["computed_amount"] for agency in agencies),
            "incentive_amount": sum(agency["money"]["incentive_amount"] for agency in agencies),
            "held_amount": sum(agency["money"]["held_amount"] for agency in agencies),
        },
        "metrics": share_texts(sums),
    }


def _counts(files: list[Row]) -> RowCounts:
    return {
        "read": sum(row["read"] for row in files),
        "accepted": sum(row["accepted"] for row in files),
        "quarantined": sum(row["quarantined"] for row in files),
        "duplicate": sum(row["duplicate"] for row in files),
        "superseded": sum(row["superseded"] for row in files),
        "other_month": sum(row["other_month"] for row in files),
    }


def _by_outcome(files: list[Row]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for row in files:
        counted[row["outcome"]] = counted.get(row["outcome"], 0) + row["files"]
    return dict(sorted(counted.items()))


def _releases(home: Home, agency_id: str, month: str) -> list[str]:
    return sorted(found.parent.name for found in (home.releases / month / agency_id).glob("r*/manifest.json"))
