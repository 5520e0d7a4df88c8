"""Files for payroll and recaps that were kept long enough are deleted; that they were, is on record."""

import datetime as dt
from collections.abc import Callable

from contracts.home import Home
from delivery import ledger


def purge(home: Home, keep_days: Callable[[str], int | None], now: dt.datetime) -> list[str]:
    """Delete each file, with its control totals, that was last written longer ago than its agency keeps it.

    keep_days: days by agency; None keeps for ever. Returns the paths below `handoff/`, in order.
    """
    written: dict[str, tuple[str, dt.datetime]] = {}
    for event in (*ledger.read(home, "handoffs"), *ledger.read(home, "recaps")):
        if event["kind"] in {"handed_off", "recap_printed"}:
            written[event["file"]] = event["agency_id"], dt.datetime.fromisoformat(event["at"])
    gone: list[str] = []
    for file, (agency_id, at) in sorted(written.items()):
        days, path = keep_days(agency_id), home.handoff / file
        if days is None or not path.exists() or at + dt.timedelta(days=days) > now:
            continue
        path.unlink()
        path.with_name(f"{path.name}.kendali.json").unlink(missing_ok=True)
        gone.append(file)
    events = [{"kind": "purged", "file": file, "at": now.isoformat()} for file in gone]
    ledger.append(home, "handoffs", events)
    return gone
