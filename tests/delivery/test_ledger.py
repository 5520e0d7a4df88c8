"""The books: append-only, healed after a crash, safe between processes."""

import errno
import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from contracts.home import Home
from delivery import ledger
from delivery.errors import LedgerDamagedError


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


@pytest.mark.parametrize("line", [b"rusak", b"\0" * 300, b"42", b'{"no":"\xff"}'])
def test_a_damaged_line_is_named_with_what_to_do(home: Home, line: bytes) -> None:
    home.ledger.mkdir(parents=True)
    (home.ledger / "states.jsonl").write_bytes(b'{"no":1}\n' + line + b'\n{"no":3}\n')
    with pytest.raises(LedgerDamagedError, match=r"states.jsonl rusak pada baris 2: pulihkan"):
        ledger.read(home, "states")


def test_what_a_full_disk_took_of_a_batch_is_taken_back(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger.append(home, "states", [{"no": 1}])
    write = os.write

    def fills_up(descriptor: int, lines: bytes) -> int:
        if len(lines) < 20:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(descriptor, lines[:12])

    monkeypatch.setattr(os, "write", fills_up)
    with pytest.raises(OSError, match="No space left"):
        ledger.append(home, "states", [{"no": 2}, {"no": 3}, {"no": 4}])
    monkeypatch.undo()
    assert ledger.read(home, "states") == [{"no": 1}]
    ledger.append(home, "states", [{"no": 2}])
    assert [event["no"] for event in ledger.read(home, "states")] == [1, 2]


def test_writers_at_the_same_time_lose_nothing(home: Home) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda no: ledger.append(home, "states", [{"no": no}]), range(40)))
    assert sorted(event["no"] for event in ledger.read(home, "states")) == list(range(40))
