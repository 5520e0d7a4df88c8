"""The ledger as a verification reads it: a line that lies is named, and the others still count."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contracts.home import Home
from delivery import ledger
from delivery.verify.facts import Lie, lie

CONFIRMS = {"released": "release_intended", "special_released": "special_intended"}
BROKEN = "bukan baris ledger yang utuh"
ALONE = "konfirmasi rilis tidak sama dengan niatnya pada ledger"
_MINE = frozenset({"agency_id", "manifest_sha256"})


@dataclass
class Told:
    """What the ledger tells of releases, by their folder below releases/.

    `hashes` are those of a manifest, more than one only where the ledger contradicts itself; `confirmed`
    places must be there; `events` is the last one of each. `receipts` are the hashes received under
    each landed path.
    """

    hashes: dict[str, list[str]] = field(default_factory=dict)
    events: dict[str, ledger.Event] = field(default_factory=dict)
    confirmed: dict[str, tuple[str, str]] = field(default_factory=dict)
    receipts: dict[str, set[str]] = field(default_factory=dict)
    lies: list[Lie] = field(default_factory=list)


def read_books(home: Home) -> Told:
    """Read the books `releases` and `receipts`, with a lie for each line that is broken or stands alone."""
    told = Told()
    intents: dict[str, list[ledger.Event]] = {}
    for number, event in _lines(home, "releases", told):
        place = _place(event)
        if place is None:
            continue
        kind = event["kind"]
        told.hashes.setdefault(place, []).append(event["manifest_sha256"])
        told.events[place] = event
        if kind in CONFIRMS:
            told.confirmed[place] = (event["agency_id"], event["manifest_sha256"])
            if {**event, "kind": CONFIRMS[kind]} not in intents.get(place, []):
                told.lies.append(_at("releases", number, ALONE))
        else:
            intents.setdefault(place, []).append(event)
    for _, event in _lines(home, "receipts", told):
        told.receipts.setdefault(str(event.get("path")), set()).add(str(event.get("sha256")))
    return told


def told_hash(told: Sequence[str], found: str) -> str | None:
    """Hash that a manifest must have: what was found, where the ledger knows it; None where it knows none."""
    return found if found in told else next(reversed(told), None)


def _lines(home: Home, book: ledger.Book, told: Told) -> Iterator[tuple[int, ledger.Event]]:
    """Yield the number and event of each whole line; a last line torn by a crash is not there."""
    path = ledger.book_path(home, book)
    whole, _, _ = (path.read_bytes() if path.exists() else b"").rpartition(b"\n")
    for number, line in enumerate(whole.split(b"\n") if whole else (), 1):
        try:
            event = json.loads(line)
        except ValueError:
            event = None
        if isinstance(event, dict):
            yield number, ledger.unlinked(event)
        else:
            told.lies.append(_at(book, number, BROKEN))


def _place(event: Mapping[str, Any]) -> str | None:
    """Folder of the release that an event is about; None for other events."""
    if event.get("kind") not in {*CONFIRMS, *CONFIRMS.values()} or not event.keys() >= _MINE:
        return None
    if "special_id" in event:
        return f"special/{event['agency_id']}/{event['special_id']}"
    return f"{event.get('month')}/{event['agency_id']}/r{event.get('release')}"


def _at(book: ledger.Book, number: int, sentence: str) -> Lie:
    told = lie(f"ledger/{book}.jsonl", sentence)
    told["line"] = number
    return told
