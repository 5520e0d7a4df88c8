"""The ledger's book of delivered statements: to whom (a pseudonym), of which month, which file, by whom."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from contracts.home import Home
from delivery import ledger

KIND = "statement_delivered"


@dataclass(frozen=True)
class Delivery:
    """One file that was delivered; `release` (such as r1) is empty for a preview.

    `file` is its name, `sha256` of its bytes, `content` a salted hash of its text.
    """

    agency_id: str
    month: str
    person: str
    release: str
    file: str
    sha256: str
    content: str
    by: str
    account: str
    at: datetime


def deliveries(home: Home, known_until: datetime | None = None) -> list[Delivery]:
    """Return what was delivered, in the order of writing, as known at a time."""
    found = [
        Delivery(**{**event, "at": datetime.fromisoformat(event["at"])})
        for event in (
            {name: value for name, value in each.items() if name != "kind"}
            for each in ledger.read(home, "statements")
            if each.get("kind") == KIND
        )
    ]
    return [each for each in found if known_until is None or each.at <= known_until]


def record(home: Home, delivered: Iterable[Delivery]) -> None:
    """Write deliveries into the ledger."""
    ledger.append(
        home,
        "statements",
        [{"kind": KIND, **asdict(each), "at": each.at.isoformat()} for each in delivered],
    )
