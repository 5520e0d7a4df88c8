"""Landed files that nobody reads, as the ledger tells them: since when each was there, and until when."""

from datetime import datetime

import polars as pl

from contracts.home import Home
from delivery import ledger
from delivery.receipts import OUTCOMES

UNREAD = "unread"
GONE = "gone"


def record_unread(home: Home, outcomes: pl.DataFrame, looked_at: datetime) -> None:
    """Write what changed since the last look: files that are new or end otherwise, and those no longer there.

    outcomes: one row per file that a look at the whole landing folder left unread (columns OUTCOMES).
    """
    with ledger.locked(home):
        before = _standing(home, None)
        now = {row["path"]: row for row in outcomes.select(*OUTCOMES).iter_rows(named=True)}
        at = looked_at.isoformat()
        fresh = [{"kind": UNREAD, "at": at, **row} for path, row in now.items() if before.get(path) != row]
        gone = [{"kind": GONE, "at": at, "path": path} for path in before if path not in now]
        ledger.append(home, "unread", [*gone, *fresh])


def unread_files(home: Home, known_at: datetime | None = None) -> pl.DataFrame:
    """Files that were unread at a time (default: now), a row each by path, with the columns of OUTCOMES."""
    standing = _standing(home, known_at)
    return pl.DataFrame([standing[path] for path in sorted(standing)], schema=OUTCOMES, orient="row")


def _standing(home: Home, known_at: datetime | None) -> dict[str, ledger.Event]:
    standing: dict[str, ledger.Event] = {}
    for event in ledger.read(home, "unread"):
        if known_at is not None and datetime.fromisoformat(event["at"]) > known_at:
            continue
        standing.pop(event["path"], None)
        if event["kind"] == UNREAD:
            standing[event["path"]] = {name: event[name] for name in OUTCOMES}
    return standing
