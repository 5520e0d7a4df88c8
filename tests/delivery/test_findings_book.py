"""The book of findings: only changes are written, and a mended file is named as what resolved it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from contracts.home import Home
from delivery import ledger
from delivery.findings_book import KEPT, changes, record
from delivery.receipts import Receipt

MONTH = "2026-10"
Rows = list[dict[str, Any]]


def finding(finding_id: str, agency_id: str = "52.71", feed: str | None = "leave") -> dict[str, Any]:
    return dict.fromkeys(KEPT) | {
        "finding_id": finding_id,
        "agency_id": agency_id,
        "feed": feed,
        "severity": "warn",
        "rows": 3,
        "people": 1,
        "at_risk_amount": 1_000_000,
    }


def receipt(number: int, feed: str, agency_id: str = "52.71") -> Receipt:
    path = f"{agency_id}/{MONTH}/{feed}/{number}.csv"
    at = datetime(2026, 11, number, tzinfo=UTC)
    return Receipt(number, path, agency_id, MONTH, feed, "0" * 64, 1, 1, at)


def run(
    events: list[ledger.Event], found: Rows, files: list[Receipt], at: str, agencies: list[str] | None = None
) -> list[ledger.Event]:
    """Add one run to the events; returns what it added but for the note that it was there."""
    told = changes(events, MONTH, found, files, agencies=agencies, at=at)
    events.extend(told)
    assert [event["kind"] for event in told].count("judged") == 1
    return [event for event in told if event["kind"] != "judged"]


def test_a_finding_is_opened_once_and_resolved_by_the_file_of_its_feed() -> None:
    events: list[ledger.Event] = []
    files = [receipt(1, "leave")]
    assert [event["kind"] for event in run(events, [finding("a")], files, "1")] == ["opened"]
    files.append(receipt(2, "leave"))
    assert run(events, [finding("a")], files, "2") == []
    files += [receipt(3, "leave"), receipt(4, "attendance"), receipt(5, "leave", "14.72")]
    [resolved] = run(events, [], files, "3")
    assert (resolved["kind"], resolved["finding_id"], resolved["path"]) == ("resolved", "a", files[2].path)
    assert run(events, [], files, "4") == []
    assert [event["kind"] for event in run(events, [finding("a")], files, "5")] == ["opened"]


def test_without_a_file_of_its_feed_the_agencys_newest_file_resolves_or_none_does() -> None:
    events: list[ledger.Event] = []
    run(events, [finding("a"), finding("b", feed=None)], [], "1")
    [resolved] = run(events, [finding("b", feed=None)], [receipt(1, "employees")], "2")
    assert resolved["path"] == receipt(1, "employees").path
    [resolved] = run(events, [], [receipt(1, "employees")], "3")
    assert resolved["path"] is None


def test_a_run_for_some_agencies_and_another_month_leave_the_others_open() -> None:
    events: list[ledger.Event] = []
    run(events, [finding("a"), finding("b", "14.72")], [], "1")
    [resolved] = run(events, [], [], "2", agencies=["52.71"])
    assert resolved["finding_id"] == "a"
    told = changes(events, "2026-11", [], [], agencies=None, at="3")
    assert [event["kind"] for event in told] == ["judged"]


def test_the_book_keeps_what_was_told_and_nothing_of_the_person(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.create()
    person = finding("a") | {"employee_id": "198001015271000001"}
    assert record(home, MONTH, [person], agencies=None, at="1") == 1
    assert record(home, MONTH, [person], agencies=None, at="2") == 0
    kinds = [event["kind"] for event in ledger.read(home, "findings")]
    assert kinds == ["opened", "judged", "judged"]
    assert "198001015271000001" not in ledger.book_path(home, "findings").read_text(encoding="utf-8")
