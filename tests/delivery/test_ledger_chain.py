"""A line of the ledger that was changed, removed or added shows, with nothing but the ledger at hand."""

import json
import shutil
from pathlib import Path

import pytest

from contracts.home import Home
from delivery import ledger
from delivery.release.chain import read_code
from delivery.verify.audit import verify
from delivery.verify.facts import Lie
from delivery.verify.ledger_chain import book_lies
from delivery.verify.text import render
from tests.delivery.test_release import release
from tests.support.sample_month import AGENCY, MONTH

LEGACY = b'{"no":0}\n{"no":1}\n'


@pytest.fixture
def book(home: Home) -> Path:
    """Four lines, the first two of a program that linked none."""
    home.ledger.mkdir(parents=True)
    path = ledger.book_path(home, "states")
    path.write_bytes(LEGACY)
    ledger.append(home, "states", [{"no": 2, "by": "Sri"}, {"no": 3}])
    ledger.append(home, "states", [{"no": 4}])
    return path


def lies(book: Path) -> list[Lie]:
    return book_lies(book.parent)[1]


def test_lines_are_linked_and_read_as_they_were_written(home: Home, book: Path) -> None:
    assert [event["no"] for event in ledger.read(home, "states")] == [0, 1, 2, 3, 4]
    assert ledger.read(home, "states")[2] == {"no": 2, "by": "Sri"}
    assert book_lies(book.parent) == ([{"book": "states", "lines": 5, "lines_unlinked": 2}], [])
    with book.open("ab") as file:
        file.write(b'{"torn')
    assert lies(book) == []
    ledger.append(home, "states", [{"no": 5}])
    assert lies(book) == []


def test_a_long_line_is_linked_like_a_short_one(home: Home) -> None:
    for text in ("a" * 200_000, "b", "c" * 70_000, "d"):
        ledger.append(home, "states", [{"text": text}])
    assert book_lies(home.ledger)[1] == []


@pytest.mark.parametrize(("old", "new"), [('"no":2', '"no":7'), ('"no":0', '"no":9')])
def test_a_changed_byte_is_named(book: Path, old: str, new: str) -> None:
    text = book.read_text()
    at = text.index(old) + 5
    book.write_text(text.replace(old, new))
    [told] = lies(book)
    if old == '"no":2':
        assert (told["offset"], told["line"], told["sentence"]) == (at, 3, "berubah sejak ditulis")
    else:  # the first linked line knows of what an older program wrote only that it is another
        assert told["line"] == 2


def test_removed_added_and_unlinked_lines_are_named(book: Path) -> None:
    lines = book.read_bytes().splitlines(keepends=True)
    book.write_bytes(b"".join([*lines[:3], lines[4]]))
    assert [each["line"] for each in lies(book)] == [3]
    assert "dihapus" in lies(book)[0]["sentence"]
    book.write_bytes(b"".join([*lines, b'{"no":9}\n']))
    assert [(each["line"], each["sentence"][:14]) for each in lies(book)] == [(6, "tidak terikat ")]
    book.write_bytes(b"".join([*lines[:4], b"rusak\n", lines[4]]))
    assert {each["line"] for each in lies(book)} == {5}
    book.write_bytes(lines[3] + lines[4])
    assert lies(book)[0]["sentence"] == "baris di awal buku dihapus"


@pytest.fixture
def proved(ran: Home) -> Home:
    """A home with lines in several books and a release after them."""
    ledger.append(ran, "holds", [{"kind": "hold_cleared", "no": no} for no in range(3)])
    ledger.append(ran, "states", [{"kind": "x"}])
    release(ran)
    ledger.append(ran, "states", [{"kind": "y"}])
    return ran


def test_a_release_pins_the_books_as_they_were(proved: Home) -> None:
    assert verify(proved.root)["is_sound"]
    holds = ledger.book_path(proved, "holds")
    lines = holds.read_bytes().splitlines(keepends=True)
    holds.write_bytes(b"".join(lines[:2]))
    [told] = verify(proved.root)["lies"]
    assert (told["path"], told["offset"]) == ("ledger/holds.jsonl", len(lines[0] + lines[1]))
    assert told["sentence"] == f"terpotong: lebih pendek daripada ketika {MONTH} r1 {AGENCY} dirilis"
    bare = [json.dumps(ledger.unlinked(json.loads(line))).encode() + b"\n" for line in lines]
    holds.write_bytes(b"".join([*bare, b'{"long":"' + b"x" * 500 + b'"}\n']))
    assert [each["sentence"] for each in verify(proved.root)["lies"]] == [
        f"bukan isi yang ada ketika {MONTH} r1 {AGENCY} dirilis"
    ]


def test_a_ledger_alone_is_held_to_paper_by_its_code(proved: Home, tmp_path: Path) -> None:
    facts = verify(proved.root)
    [head] = facts["ledger_heads"]
    assert (head["month"], read_code(head["code"])) == (MONTH, head["code"])
    assert head["code"] in render(facts)
    alone = tmp_path / "salinan-ledger"
    shutil.copytree(proved.ledger, alone)
    told = verify(alone, code=head["code"])
    assert (told["is_sound"], {each["book"] for each in told["books"]}) == (
        True, {"holds", "releases", "states"},
    )  # fmt: skip
    assert f"Kode {head['code']} adalah ledger ketika dirilis {MONTH} r1 {AGENCY}" in render(told)
    # whoever writes the books anew, with links that fit, gets another code
    for book in ("holds", "releases"):
        events = ledger.read(proved, book)  # type: ignore[arg-type] # names of books
        ledger.book_path(proved, book).unlink()  # type: ignore[arg-type] # as above
        ledger.append(proved, book, events[1:] if book == "holds" else events)  # type: ignore[arg-type] # as above
    assert not verify(proved.root, code=head["code"])["is_sound"]
