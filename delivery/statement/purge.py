"""Statements that have been kept long enough are deleted; that they were, stays on the record."""

import datetime as dt
from collections.abc import Callable

from contracts.home import Home
from delivery import ledger
from delivery.statement.deliveries import deliveries


def purge_statements(home: Home, keep_days: Callable[[str], int | None], now: dt.datetime) -> list[str]:
    """Delete each statement below `statements/` that was last delivered longer ago than its agency keeps it.

    keep_days: days by agency; None keeps for ever. Files that were delivered to another folder are with
    whoever asked for them there. Returns the paths below `statements/`, in order.
    """
    last: dict[tuple[str, str, str], dt.datetime] = {}
    for each in deliveries(home):
        last[each.month, each.agency_id, each.file] = each.at
    gone: list[dict[str, str]] = []
    for (month, agency_id, file), at in sorted(last.items()):
        days, path = keep_days(agency_id), home.statements / month / agency_id / file
        if days is None or not path.exists() or at + dt.timedelta(days=days) > now:
            continue
        path.unlink()
        gone.append({"agency_id": agency_id, "month": month, "file": file})
    events = [{"kind": "statement_purged", **each, "at": now.isoformat()} for each in gone]
    ledger.append(home, "statements", events)
    return [f"{each['month']}/{each['agency_id']}/{each['file']}" for each in gone]
