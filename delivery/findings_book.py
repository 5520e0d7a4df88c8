"""The history of findings in the ledger: opened, resolved and by which landed file; only changes are written.

Book `findings`, one event a line; no NIP and no name stands in it. Kinds: `opened` and `resolved`, of one
finding of one month; `judged`, once for each run of a month, with the number of receipts that it knew, its
agencies (null: all) and its build.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, NamedTuple

import duckdb

from contracts.home import Home
from delivery import ledger
from delivery.catalogue import Row, rows
from delivery.receipts import Receipt, read_receipts

KEPT: Final = (
    "finding_id",
    "agency_id",
    "unit_id",
    "gate",
    "feed",
    "severity",
    "rule_code",
    "subject",
    "title",
    "message",
    "action",
    "rows",
    "people",
    "at_risk_amount",
    "files",
)


class Known(NamedTuple):
    """What the book says of a month: findings that are open, and the receipts that the last run knew."""

    opened: dict[str, ledger.Event]
    receipts: int


def known(events: Sequence[ledger.Event], month: str) -> Known:
    """Return the open findings of a month by id, and how many receipts its last run knew."""
    opened: dict[str, ledger.Event] = {}
    receipts = 0
    for event in events:
        if event["month"] != month:
            continue
        match event["kind"]:
            case "opened":
                opened[event["finding_id"]] = event
            case "resolved":
                opened.pop(event["finding_id"], None)
            case "judged":
                receipts = event["receipts"]
    return Known(opened, receipts)


def changes(
    events: Sequence[ledger.Event],
    month: str,
    found: Sequence[Mapping[str, Any]],
    receipts: Sequence[Receipt],
    *,
    agencies: Collection[str] | None,
    at: str,
    build_id: str = "",
) -> list[ledger.Event]:
    """Return what a run of a month adds to the book.

    found: findings (KEPT columns) of the agencies judged, None for all. A finding that is gone was resolved
    by the newest file that its agency landed since the last run, of its own feed where there is one; a run
    that no file came before resolves it without one (a policy, a decision, another month).
    """
    before = known(events, month)
    now = {row["finding_id"]: row for row in found}
    fresh = [receipt for receipt in receipts if receipt.file_no > before.receipts]
    opened = [
        {"kind": "opened", "at": at, "month": month, **{name: row[name] for name in KEPT}}
        for finding_id, row in now.items()
        if finding_id not in before.opened
    ]
    resolved = [
        {"kind": "resolved", "at": at, "month": month, "finding_id": finding_id, **_mended_by(event, fresh)}
        for finding_id, event in before.opened.items()
        if finding_id not in now and (agencies is None or event["agency_id"] in agencies)
    ]
    judged = {"kind": "judged", "at": at, "month": month, "receipts": len(receipts)}
    judged |= {"agencies": None if agencies is None else sorted(agencies), "build": build_id}
    return [*opened, *resolved, {**judged, "opened": len(opened), "resolved": len(resolved)}]


def judged_months(home: Home) -> set[str]:
    """Months of which any run was written down."""
    return {str(event["month"]) for event in ledger.read(home, "findings") if event["kind"] == "judged"}


def _mended_by(event: ledger.Event, fresh: Sequence[Receipt]) -> dict[str, Any]:
    landed = [receipt for receipt in fresh if receipt.agency_id == event["agency_id"]]
    of_feed = [receipt for receipt in landed if receipt.feed == event["feed"]]
    found = max(of_feed or landed, key=lambda receipt: receipt.file_no, default=None)
    return {"file_no": found.file_no if found else None, "path": found.path if found else None}


def judged_findings(work: duckdb.DuckDBPyConnection) -> list[Row]:
    """Return the findings (KEPT columns) of a work database."""
    return rows(
        work,
        f"select {', '.join(KEPT)} from marts.gate_findings order by agency_id, finding_id",  # noqa: S608 - names of our own columns
    )


def record(
    home: Home,
    month: str,
    found: Sequence[Row],
    *,
    agencies: Collection[str] | None,
    at: str,
    build_id: str = "",
) -> int:
    """Write down what a run of a month changed; returns the number of findings opened or resolved.

    found: findings (KEPT columns) of the agencies judged, None for all. The book takes no part in what is
    computed: it is written after the commit, and a run that is killed in between is made up for by the next.
    """
    with ledger.locked(home):
        told = changes(
            ledger.read(home, "findings"),
            month,
            found,
            read_receipts(home),
            agencies=agencies,
            at=at,
            build_id=build_id,
        )
        ledger.append(home, "findings", told)
    return len(told) - 1
