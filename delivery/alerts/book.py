"""What was told: the ledger's book `alerts`, one event a line, without a name, an address or a NIP.

Kinds: `sending`, before a message to one contact leaves, and `sent` or `failed` after it, so that what a kill
interrupted is seen and tried again; `unset`, once, of a chat contact that has no address; `looked`, once for
each time alerts were considered, so that a silence shows. `findings` of a message maps what it told of
(finding ids, those of other contacts that were escalated as `up:<id>`) to a mark of their state; `resolved`
lists what it told the end of.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from filelock import FileLock, Timeout

from contracts.home import Home
from delivery.errors import SenderBusyError
from delivery.ledger import Event

ESCALATED: Final = "up:"


@dataclass
class Heard:
    """What one contact has heard of a month: the state of each finding as told last, and when any was told.

    `failures` counts the messages that did not arrive since the last that did, also those that a kill
    interrupted. `is_unset`: it is written down that the contact has no address.
    """

    told: dict[str, str] = field(default_factory=dict)
    last_date: str = ""
    failures: int = 0
    is_unset: bool = False


@dataclass
class History:
    """What the book says of one month.

    `first_told`: finding to the date on which telling it was tried first.
    """

    heard: dict[str, Heard] = field(default_factory=dict)
    first_told: dict[str, dt.date] = field(default_factory=dict)

    def of(self, contact_id: str) -> Heard:
        """Tell what a contact has heard, nothing where it never was told."""
        return self.heard.get(contact_id) or Heard()


def history(events: Sequence[Event], month: str) -> History:
    """Read the events of a month; `last_date` counts messages of every month."""
    found = History()
    for event in events:
        if event["kind"] == "looked":
            continue
        heard = found.heard.setdefault(event["contact_id"], Heard())
        if event["kind"] == "sent":
            heard.last_date = max(heard.last_date, event["date"])
        if event["month"] != month:
            continue
        for finding_id in event["findings"]:
            found.first_told.setdefault(finding_id, dt.date.fromisoformat(event["date"]))
        heard.is_unset = event["kind"] == "unset"
        heard.failures = 0 if event["kind"] in {"sent", "unset"} else event["attempt"]
        if event["kind"] != "sent":
            continue
        heard.told.update(event["findings"])
        for finding_id in event["resolved"]:
            heard.told.pop(finding_id, None)
    return found


@contextmanager
def one_sender(home: Home) -> Iterator[None]:
    """Keep other senders away while messages leave; runs and the ledger's other writers go on.

    Raises SenderBusyError: another one is sending; nothing was waited for.
    """
    home.ledger.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = FileLock(home.ledger / ".alerts.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        message = "Pesan sedang dikirim oleh proses lain; tunggu sampai selesai, lalu ulangi."
        raise SenderBusyError(message) from error
    try:
        yield
    finally:
        lock.release()
