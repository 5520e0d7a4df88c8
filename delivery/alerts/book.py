"""What was told: the ledger's book `alerts`, one event a line, without a name, an address or a NIP.

Kinds: `sent` and `failed`, of one message to one contact; `looked`, once for each time alerts were
considered, so that a silence shows. `findings` of a message maps what it told of (finding ids, those of
other contacts that were escalated as `up:<id>`) to a mark of their state; `resolved` lists what it told the
end of.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from delivery.ledger import Event

ESCALATED: Final = "up:"


@dataclass
class Heard:
    """What one contact has heard of a month: the state of each finding as told last, and when any was told.

    `failures` counts the messages that failed since the last that arrived.
    """

    told: dict[str, str] = field(default_factory=dict)
    last_date: str = ""
    failures: int = 0


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
        if event["kind"] == "failed":
            heard.failures += 1
            continue
        heard.failures = 0
        heard.told.update(event["findings"])
        for finding_id in event["resolved"]:
            heard.told.pop(finding_id, None)
    return found
