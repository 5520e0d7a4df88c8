"""What the page of a month shows: the status as `kinerja status` tells it, findings, units, past months."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import duckdb

from contracts.home import Home
from contracts.quality import Limit, Quality
from delivery.alerts.heartbeat import AlertsFacts, alerts_facts
from delivery.catalogue import Row, open_marts, rows
from delivery.metrics import aggregates
from delivery.summary import MonthStatus, month_status

FINDINGS: Final = (
    "finding_id",
    "agency_id",
    "unit_id",
    "severity",
    "rule_code",
    "title",
    "message",
    "action",
    "rows",
    "people",
    "at_risk_amount",
    "state",
    "first_month",
    "hold_until",
    "files",
)
MOST_MONTHS: Final = 12
TREND: Final = ("people", "people_held", "computed_amount", "held_amount")


@dataclass(frozen=True)
class Dates:
    """By agency: the last day for mends, and the next day of an interim review."""

    closes_on: Mapping[str, dt.date]
    interims: Mapping[str, dt.date]


@dataclass(frozen=True)
class PageFacts:
    """Rows of the page; no name and no NIP is among them.

    agencies: code to name. findings: FINDINGS, the most rupiah first, also those that people cleared; their
    employee_id only tells findings of one person from those of another.
    signals: how many suspicions are open; they are told to nobody here.
    units: rows of `unit_gates` with their names. quarantined: one row per kept-back row, where it lies and
    why. trend: agency, month, people, people_held, computed_amount, held_amount. completeness: agency,
    feed, units, units that are complete, people missing, due_on. limits: what a plausible month looks
    like, with the findings of those that do not. closes_on: last day for mends, by agency.
    """

    status: MonthStatus
    agencies: dict[str, str]
    findings: list[Row]
    signals: int
    units: list[Row]
    quarantined: list[Row]
    trend: list[Row]
    completeness: list[Row]
    limits: list[tuple[str, Limit, list[Row]]]
    alerts: AlertsFacts
    closes_on: Mapping[str, dt.date]


def page_facts(home: Home, month: str, quality: Quality, dates: Dates) -> PageFacts:
    """Collect what the page shows.

    Raises MonthNotRunError, CatalogueUnreadableError.
    """
    status = month_status(home, month, dates.interims)
    with open_marts(home, month) as connection:
        agencies = rows(
            connection, "select agency_id, agency_name from compiled.agency where month = ?", [month]
        )
        findings = rows(
            connection,
            f"select {', '.join(FINDINGS)}, is_cleared, employee_id from marts.quality_findings "  # noqa: S608 - names of this file
            "where month = ? and state <> 'resolved' "
            "order by at_risk_amount desc, agency_id, rule_code, unit_id, employee_id, message, finding_id",
            [month],
        )
        return PageFacts(
            status,
            {row["agency_id"]: row["agency_name"] for row in agencies},
            [row for row in findings if row["rule_code"] not in quality.signals],
            sum(row["rule_code"] in quality.signals for row in findings),
            _units(connection, month),
            _quarantined(connection, month),
            _trend(connection, month),
            _completeness(connection, month),
            [
                (code, limit, [row for row in findings if row["rule_code"] == code])
                for code, limit in quality.limits.items()
            ],
            alerts_facts(home, month),
            dates.closes_on,
        )


def _units(connection: duckdb.DuckDBPyConnection, month: str) -> list[Row]:
    return rows(
        connection,
        "select gates.agency_id, gates.unit_id, min(people.unit_name) as unit_name, gates.status, "
        "gates.reasons, gates.people, gates.people_held, gates.findings, gates.computed_amount, "
        "gates.held_amount "
        "from marts.unit_gates as gates left join marts.monthly_incentives as people "
        "on gates.month = people.month and gates.agency_id = people.agency_id "
        "and gates.unit_id = people.unit_id where gates.month = ? group by all "
        "order by gates.agency_id, gates.unit_id",
        [month],
    )


def _quarantined(connection: duckdb.DuckDBPyConnection, month: str) -> list[Row]:
    return rows(
        connection,
        "select held.agency_id, held.unit_id, held.feed, min(files.path) as path, held.row_no, "
        "held.reason_code, held.reason from marts.quarantined_rows as held "
        "left join marts.file_outcomes as files "
        "on held.month = files.month and held.agency_id = files.agency_id and held.file_no = files.file_no "
        "where held.month = ? group by all order by held.agency_id, path, held.row_no, held.reason_code",
        [month],
    )


def _trend(connection: duckdb.DuckDBPyConnection, month: str) -> list[Row]:
    return rows(
        connection,
        f"select agency_id, month, {aggregates(TREND)} "  # noqa: S608 - SQL of our own file
        "from marts.monthly_incentives where month <= ? group by agency_id, month "
        "qualify row_number() over (partition by agency_id order by month desc) <= ? "
        "order by agency_id, month",
        [month, MOST_MONTHS],
    )


def _completeness(connection: duckdb.DuckDBPyConnection, month: str) -> list[Row]:
    return rows(
        connection,
        "select agency_id, feed, count(*) as units, count_if(status = 'lengkap') as complete, "
        "cast(sum(people - people_covered) as bigint) as missing, max(due_on) as due_on "
        "from marts.feed_completeness where month = ? group by agency_id, feed order by agency_id, feed",
        [month],
    )
