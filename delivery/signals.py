"""Signals as HR sees them: what is open, who closed what and with which result, in an append-only book.

Book `signals`, one event a line: the signal's id and evidence, the result, the signer's words. No NIP of the
people concerned stands in it. A signal that shows new evidence is open again.
"""

import datetime as dt
from typing import Final, Literal, TypedDict, get_args

from contracts.home import Home
from contracts.quality import Quality
from delivery import ledger
from delivery.catalogue import Row, not_run, open_marts, rows, views
from delivery.errors import DeliveryError, MonthNotRunError

Result = Literal["confirmed", "explained", "false"]
RESULTS: Final[tuple[str, ...]] = get_args(Result)
RESULT_WORDS: Final = {"confirmed": "terbukti", "explained": "dijelaskan", "false": "keliru"}


class SignalRefusedError(DeliveryError):
    """The signal was not closed."""


class Listed(TypedDict):
    """One signal: what stands in the mart, its sentence, and how it was closed, if it was."""

    signal: Row
    title: str
    message: str
    closed: ledger.Event | None


def closed_signals(home: Home, known_at: dt.datetime | None = None) -> frozenset[tuple[str, str]]:
    """Pairs of signal and evidence that were closed, as known at a time (default: now)."""
    return frozenset(
        (event["signal_id"], event["evidence_key"])
        for event in ledger.read(home, "signals")
        if known_at is None or dt.datetime.fromisoformat(event["at"]) <= known_at
    )


def listed(home: Home, month: str, quality: Quality, agency: str | None = None) -> list[Listed]:
    """Return the signals of a month, by agency and kind. Raises MonthNotRunError where it was not run."""
    closings = {(event["signal_id"], event["evidence_key"]): event for event in ledger.read(home, "signals")}
    found: list[Listed] = []
    for row in _signals(home, month):
        if agency not in {None, row["agency_id"]}:
            continue
        told = quality.signals[row["kind"]]
        key = (row["signal_id"], row["evidence_key"])
        points = {
            f"{name}_points": f"{row[name] // 100},{row[name] % 100:02d}"
            for name in ("measured", "threshold")
        }
        message = told.message.format_map({name: _text(value) for name, value in row.items()} | points)
        found.append({"signal": row, "title": told.title, "message": message, "closed": closings.get(key)})
    return found


def close(
    home: Home, signal_id: str, result: str, *, by: str, reason: str, document: str | None, at: dt.datetime
) -> Row:
    """Write down how a human decided; returns the signal.

    Raises SignalRefusedError where it is not known, was closed on this evidence, or a word is missing.
    """
    if result not in RESULTS:
        raise SignalRefusedError(f"Hasil {result!r} tidak dikenal: pilih {', '.join(RESULTS)}.")
    if not by.strip() or not reason.strip():
        raise SignalRefusedError("Isi --by dengan nama yang memutuskan dan --reason dengan alasannya.")
    row = next((row for row in _signals(home, None) if row["signal_id"] == signal_id), None)
    if row is None:
        raise SignalRefusedError(
            f"Tanda {signal_id} tidak ada: lihat pengenalnya dengan `kinerja signal list BULAN`."
        )
    with ledger.locked(home):
        if (signal_id, row["evidence_key"]) in closed_signals(home):
            raise SignalRefusedError(f"Tanda {signal_id} sudah ditutup dengan bukti yang sama.")
        kept = {name: row[name] for name in ("signal_id", "evidence_key", "agency_id", "month", "kind")}
        words = {"result": result, "by": by.strip(), "reason": reason.strip(), "document": document}
        ledger.append(home, "signals", [{"kind": "closed", "at": at.isoformat(), **_renamed(kept), **words}])
    return row


def names_of(home: Home, month: str, employee_ids: list[str]) -> list[str]:
    """Names and NIPs of the people concerned, for the agency's HR."""
    with open_marts(home, month) as connection:
        found = rows(
            connection,
            "select distinct employee_id, name from marts.monthly_incentives "
            "where month = ? and list_contains(?, employee_id) order by employee_id",
            [month, employee_ids],
        )
    return [f"{row['name']} ({row['employee_id']})" for row in found]


def _renamed(kept: Row) -> Row:
    return {"signal_kind" if name == "kind" else name: value for name, value in kept.items()}


def _signals(home: Home, month: str | None) -> list[Row]:
    with open_marts(home, month or "BULAN") as connection:
        if "integrity_signals" not in views(connection):
            raise MonthNotRunError(not_run(month or "BULAN"))
        if month is not None and not rows(
            connection, "select 1 from marts.agency_gates where month = ? limit 1", [month]
        ):
            raise MonthNotRunError(not_run(month))
        return rows(
            connection,
            "select * from marts.integrity_signals where month = coalesce(?, month) "
            "order by month, agency_id, kind, unit_id, subject, signal_id",
            [month],
        )


def _text(value: object) -> str:
    return "-" if value is None else str(value)
