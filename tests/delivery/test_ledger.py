"""The books: append-only, healed after a crash, safe between processes."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from contracts.home import Home
from delivery import ledger


def test_a_book_that_was_never_written_is_empty(home: Home) -> None:
    assert ledger.read(home, "holds") == []


def test_events_come_back_in_order(home: Home) -> None:
    ledger.append(home, "holds", [{"no": 1, "nama": "Ané"}, {"no": 2}])
    ledger.append(home, "holds", [{"no": 3}])
    assert [event["no"] for event in ledger.read(home, "holds")] == [1, 2, 3]
    assert ledger.read(home, "releases") == []


def test_a_line_torn_by_a_crash_is_not_there_and_is_healed(home: Home) -> None:
    ledger.append(home, "states", [{"no": 1}])
    book = home.ledger / "states.jsonl"
    with book.open("ab") as file:
        file.write(b'{"no":2,"te')
    assert ledger.read(home, "states") == [{"no": 1}]
    ledger.append(home, "states", [{"no": 3}])
    assert [ledger.unlinked(json.loads(line)) for line in book.read_bytes().splitlines()] == [
        {"no": 1},
        {"no": 3},
    ]


def test_a_torn_first_line_is_healed(home: Home) -> None:
    home.ledger.mkdir(parents=True)
    (home.ledger / "states.jsonl").write_bytes(b'{"no"')
    ledger.append(home, "states", [{"no": 1}])
    assert ledger.read(home, "states") == [{"no": 1}]


def test_what_is_not_json_writes_nothing(home: Home) -> None:
    with pytest.raises(TypeError):
        ledger.append(home, "states", [{"no": 1}, {"no": Path()}])
    assert ledger.read(home, "states") == []


def test_a_book_changed_by_hand_is_an_error(home: Home) -> None:
    home.ledger.mkdir(parents=True)
    (home.ledger / "states.jsonl").write_bytes(b'{"no":1}\nrusak\n')
    with pytest.raises(json.JSONDecodeError):
        ledger.read(home, "states")


def test_writers_at_the_same_time_lose_nothing(home: Home) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda no: ledger.append(home, "states", [{"no": no}]), range(40)))
    assert sorted(event["no"] for event in ledger.read(home, "states")) == list(range(40))
