"""Whether messages are alive as the ledger knows it: the last look at them against the last run."""

import datetime as dt
from typing import TypedDict

from contracts.dates import date_text
from contracts.home import Home
from delivery import ledger


class AlertsFacts(TypedDict):
    """What the ledger says of messages. `last_date` (ISO): when they were considered last, for any month.

    Of the month: `sent` messages, `failing` contacts whose last message failed, `unset` contacts without an
    address, `unowned` findings without a contact at the last look. `is_silent`: a run came longer after the
    last look than the settings of that look allow.
    """

    last_date: str | None
    sent: int
    failing: int
    unset: int
    unowned: int
    is_silent: bool


def alerts_facts(home: Home, month: str) -> AlertsFacts:
    """Read the facts of a month from the books `alerts` and `findings`."""
    events = ledger.read(home, "alerts")
    own = [event for event in events if event["month"] == month]
    last = {event["contact_id"]: event["kind"] for event in own if event["kind"] != "looked"}
    looks = [event for event in own if event["kind"] == "looked"]
    all_looks = [event for event in events if event["kind"] == "looked"]
    heard = max((event["date"] for event in all_looks), default=None)
    runs = [event["at"] for event in ledger.read(home, "findings") if event["kind"] == "judged"]
    ran = max((dt.datetime.fromisoformat(at).date() for at in runs), default=None)
    patience = all_looks[-1]["silent_days"] if all_looks else 0
    silent = ran is not None and heard is not None and (ran - dt.date.fromisoformat(heard)).days > patience
    return {
        "last_date": heard,
        "sent": sum(event["kind"] == "sent" for event in own),
        "failing": sum(kind in {"failed", "sending"} for kind in last.values()),
        "unset": sum(kind == "unset" for kind in last.values()),
        "unowned": looks[-1]["unowned"] if looks else 0,
        "is_silent": silent,
    }


def alerts_text(facts: AlertsFacts, month: str) -> str:
    """One line for people, the same in `kinerja status` and on the page."""
    if facts["last_date"] is None:
        return f"Pesan kepada kontak: belum pernah dikirim; `kinerja alerts send {month}` mengirimnya."
    parts = [f"{facts['sent']} sampai", f"{facts['failing']} kontak belum terjangkau"]
    if facts["unset"]:
        parts.append(f"{facts['unset']} kontak belum punya alamat")
    if facts["unowned"]:
        parts.append(f"{facts['unowned']} temuan tanpa kontak")
    day = date_text(dt.date.fromisoformat(facts["last_date"]))
    quiet = "; SUDAH LAMA DIAM, periksa layanannya" if facts["is_silent"] else ""
    return f"Pesan kepada kontak: {', '.join(parts)}; terakhir diperiksa {day}{quiet}."
