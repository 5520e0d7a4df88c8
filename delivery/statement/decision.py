"""Who decides about an amount, and until when the employee may object."""

import datetime as dt
from collections.abc import Sequence

import duckdb

from delivery.catalogue import rows
from delivery.statement.facts import Decision
from delivery.statement.rules import RuleBook
from delivery.statement.told import Told, zone_of


def decision_of(
    connection: duckdb.DuckDBPyConnection, key: Sequence[object], book: RuleBook, told: Told
) -> Decision | None:
    """Read the policy's rule for (agency, month, employee); the last day is known after the release."""
    settings = book.settings()
    if not settings.get("decided_by"):
        return None
    agency_id, month, employee_id = (str(part) for part in key)
    days, count = settings["objection_days"], str(settings["objection_count"] or "workdays")
    released, when = told.released.get((agency_id, month)), told.when(agency_id, month, employee_id)
    zone = zone_of(connection, agency_id, month) if released is not None else dt.UTC
    told_on = None if when is None else when[0].astimezone(zone).date()
    last_day = None
    if told_on is not None and days is not None:
        last_day = _last_day(connection, key, told_on, int(str(days)), count)
    return {
        "decided_by": str(settings["decided_by"]),
        "objection_days": None if days is None else int(str(days)),
        "objection_count": count,
        "released_on": None if released is None else released.astimezone(zone).date().isoformat(),
        "told_on": None if told_on is None else told_on.isoformat(),
        "told_by": None if when is None else when[1],
        "objection_until": None if last_day is None else last_day.isoformat(),
        "rule": book.rule(str(settings["statement_rule_id"]), ""),
    }


def _last_day(
    connection: duckdb.DuckDBPyConnection, key: Sequence[object], told_on: dt.date, days: int, count: str
) -> dt.date | None:
    """Count the days after the person was told; None where the kept calendar does not reach so far."""
    if count != "workdays":
        return told_on + dt.timedelta(days=days)
    found = rows(
        connection,
        "select date from compiled.calendar_days "
        "where agency_id = ? and month = ? and pattern_id = 'default' and is_workday and date > ? "
        "order by date limit 1 offset ?",
        [key[0], key[1], told_on, max(days - 1, 0)],
    )
    return found[0]["date"] if found else None
