"""Holds that named people take away, with a reason and a document: in the ledger, never erased."""

from collections.abc import Sequence
from datetime import datetime

import duckdb

from contracts.home import Home
from contracts.quality import Quality
from contracts.seen import seen
from delivery import ledger
from delivery.catalogue import Row, has_table, open_marts, rows, views
from delivery.errors import HoldRefused
from delivery.handoff.private import salted_hash
from delivery.wording import rupiah

CLEARED = "hold_cleared"
_KEPT = ("month", "finding_id", "agency_id", "unit_id", "severity", "rule_code", "at_risk_amount")
_HOLDS = """
    select finding_id, agency_id, month, unit_id, severity, rule_code, subject, title, message,
        rows, people, files, at_risk_amount, state, is_cleared, hold_until, is_escalated
    from marts.quality_findings
    where severity in ('block', 'hold')
"""


def open_holds(home: Home, month: str) -> list[Row]:
    """Return the holds of a month that nobody cleared and nothing resolved, the most rupiah at risk first.

    Raises MonthNotRunError when nothing was run, CatalogueUnreadableError when the tables are damaged.
    """
    with open_marts(home, month) as connection:
        return _found(connection, "and state <> 'resolved' and not is_cleared and month = ?", month)


def finding_key(home: Home) -> str:
    """Key of this home that the ids of people's findings are made with, the same for every month."""
    return salted_hash(home, b"findings", "signals.key")


def cleared(home: Home, month: str, quality: Quality, known_at: datetime | None = None) -> list[ledger.Event]:
    """Return the clearings of a month that count, as known at a time; what no human may clear is left out."""
    return [
        event
        for event in ledger.read(home, "holds")
        if event["kind"] == CLEARED
        and event["month"] == month
        and quality.locked(event["rule_code"]) is None
        and (known_at is None or datetime.fromisoformat(event["at"]) <= known_at)
    ]


def clear(
    home: Home,
    finding_id: str,
    *,
    month: str | None,
    by: str,
    second: str,
    reason: str,
    document: str,
    at: datetime,
    quality: Quality,
) -> ledger.Event:
    """Write down that a hold of a month (default: the latest in which it is open) is taken away.

    The next run of the month lets the agency, the unit or the person go on. Raises HoldRefused (one sentence)
    when there is no such open hold, no human may clear it, a name, the reason or the document is missing, or
    a second person is asked for.
    """
    for said, what in (
        (by, "nama (--by)"),
        (reason, "alasan (--reason)"),
        (document, "nomor dokumen (--document)"),
    ):
        if not said.strip():
            raise HoldRefused(f"Penahanan tidak dicabut: {what} belum disebut.")
    hold = _open_hold(home, finding_id, month)
    if quality.locked(hold["rule_code"]) is not None:
        raise HoldRefused(
            f"Penahanan {finding_id} ({hold['title']}) tidak dapat dicabut oleh siapa pun: betulkan datanya."
        )
    if _asks_for_two(hold, quality) and (not second.strip() or _same(by, second)):
        raise HoldRefused(
            f"Penahanan {finding_id} ({hold['title']}, {rupiah(hold['at_risk_amount'])}) "
            "dicabut oleh dua orang: sebutkan orang kedua dengan --second."
        )
    event = {
        "kind": CLEARED,
        "at": at.isoformat(),
        **{name: hold[name] for name in _KEPT},
        "seen": _seen(home, hold),
        "by": by.strip(),
        "second": second.strip() or None,
        "reason": reason.strip(),
        "document": document.strip(),
    }
    ledger.append(home, "holds", [event])
    return event


def _open_hold(home: Home, finding_id: str, month: str | None) -> Row:
    with open_marts(home, month or "") as connection:
        found = _found(connection, "and finding_id = ? order by month", finding_id)
    if month is not None:
        found = [hold for hold in found if hold["month"] == month]
    still = [hold for hold in found if hold["state"] != "resolved" and not hold["is_cleared"]]
    if still:
        return still[-1]
    if found:
        raise HoldRefused(f"Penahanan {finding_id} sudah selesai atau sudah dicabut.")
    raise HoldRefused(f"Tidak ada penahanan {finding_id}: lihat `kinerja hold list BULAN`.")


def _seen(home: Home, hold: Row) -> str:
    """Hash of what is cleared: of people and units what the models held them for, else the finding."""
    with open_marts(home, hold["month"]) as connection:
        if has_table(connection, "marts", "hold_evidence"):
            query = "select seen from marts.hold_evidence where month = ? and finding_id = ?"
            for found in rows(connection, query, [hold["month"], hold["finding_id"]]):
                return str(found["seen"])
    return seen(hold["rows"], hold["people"], hold["files"], hold["message"])


def in_force(home: Home, month: str, events: Sequence[ledger.Event]) -> list[ledger.Event]:
    """Return the clearings of a month that its current build went by, the last one of each finding."""
    query = "select finding_id from marts.gate_findings where month = ? and is_cleared"
    with open_marts(home, month) as connection:
        present = views(connection)
        if "gate_findings" not in present:
            return []
        if "hold_evidence" in present:
            query += " union select finding_id from marts.hold_evidence where month = ? and is_cleared"
        values = [month] * query.count("?")
        known = {row["finding_id"] for row in rows(connection, query, values)}
    last = {event["finding_id"]: event for event in events}
    return [event for finding_id, event in last.items() if finding_id in known]


def _found(connection: duckdb.DuckDBPyConnection, condition: str, value: str) -> list[Row]:
    return (
        rows(connection, f"{_HOLDS} {condition}", [value]) if "quality_findings" in views(connection) else []
    )


def _asks_for_two(hold: Row, quality: Quality) -> bool:
    settings = quality.holding
    return (
        hold["severity"] in settings.second_name_for
        or hold["at_risk_amount"] >= settings.second_name_from_amount
    )


def _same(one: str, other: str) -> bool:
    return " ".join(one.lower().split()) == " ".join(other.lower().split())
