"""Who decides about an amount, and until when the employee may object."""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import duckdb

from contracts.home import Home
from delivery.catalogue import rows
from delivery.release.chain import released_events
from delivery.statement.facts import Decision
from delivery.statement.rules import RuleBook


def decision_of(
    home: Home, connection: duckdb.DuckDBPyConnection, key: Sequence[object], book: RuleBook
) -> Decision | None:
    """Read the policy's rule; the last day is known once the month is released."""
    settings = book.settings()
    if not settings.get("decided_by"):
        return None
    days, count = settings["objection_days"], str(settings["objection_count"] or "workdays")
    released_on = _released_on(home, connection, key)
    rule_id = str(settings["statement_rule_id"])
    last_day = None
    if released_on is not None and days is not None:
        last_day = _last_day(connection, key, released_on, int(str(days)), count)
    return {
        "decided_by": str(settings["decided_by"]),
        "objection_days": None if days is None else int(str(days)),
        "objection_count": count,
        "released_on": None if released_on is None else released_on.isoformat(),
        "objection_until": None if last_day is None else last_day.isoformat(),
        "rule": book.rule(rule_id, ""),
    }


def _released_on(home: Home, connection: duckdb.DuckDBPyConnection, key: Sequence[object]) -> dt.date | None:
    events = [
        event for event in released_events(home) if (event["agency_id"], event["month"]) == tuple(key[:2])
    ]
    if not events:
        return None
    zones = rows(
        connection, "select zone from compiled.agency where agency_id = ? and month = ?", list(key[:2])
    )
    zone = ZoneInfo(zones[0]["zone"]) if zones else dt.UTC
    return dt.datetime.fromisoformat(str(events[0]["at"])).astimezone(zone).date()


def _last_day(
    connection: duckdb.DuckDBPyConnection, key: Sequence[object], released_on: dt.date, days: int, count: str
) -> dt.date | None:
    """Count the days after the release; None where the calendar that was kept does not reach so far."""
    if count != "workdays":
        return released_on + dt.timedelta(days=days)
    found = rows(
        connection,
        "select date from compiled.calendar_days "
        "where agency_id = ? and month = ? and pattern_id = 'default' and is_workday and date > ? "
        "order by date limit 1 offset ?",
        [key[0], key[1], released_on, max(days - 1, 0)],
    )
    return found[0]["date"] if found else None
