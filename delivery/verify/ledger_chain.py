"""The books of the ledger by themselves: each line is linked to the one before, releases pin their ends."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from delivery import ledger
from delivery.release.blocks import corrected_piece
from delivery.release.chain import code_of
from delivery.verify.books import BROKEN
from delivery.verify.copies import at_byte
from delivery.verify.facts import Head, Lie, VerifiedBook, lie

# Books whose broken lines `read_books` names.
READ_ELSEWHERE = frozenset({"releases", "receipts"})
CHANGED = "berubah sejak ditulis"
BROKEN_LINK = "berubah sejak ditulis, atau baris sesudahnya dihapus"
HEADLESS = "baris di awal buku dihapus"
UNLINKED = "tidak terikat pada baris sebelumnya: ditambahkan atau diubah dengan tangan"
CUT_OFF = "terpotong: lebih pendek daripada ketika {} dirilis"
_TOLD = frozenset({"kind", "books", "agency_id", "month", "release"})
OTHER_END = "bukan isi yang ada ketika {} dirilis"


def book_lies(folder: Path) -> tuple[list[VerifiedBook], list[Lie]]:
    """Return every book of a ledger (its folder) with what is wrong with its lines, by their names."""
    books: list[VerifiedBook] = []
    lies: list[Lie] = []
    contents: dict[str, bytes] = {}
    for path in sorted(folder.glob("*.jsonl")):
        whole = path.read_bytes()
        whole = whole[: whole.rfind(b"\n") + 1]
        lines = whole.splitlines(keepends=True)
        contents[path.stem] = whole
        lies += _lies(path, lines)
        linked = sum(ledger.is_linked(line) for line in lines)
        books.append({"book": path.stem, "lines": len(lines), "lines_unlinked": len(lines) - linked})
    for each in _pins(contents):
        if each["path"] not in {known["path"] for known in lies}:
            lies.append(each)
    return books, lies


def ledger_heads(folder: Path) -> list[Head]:
    """Return the ledger as it stood at each release, as a code on which all of it until then hangs.

    It is the hash of the line that confirms the release, which is linked to all lines before it and pins the
    other books. In the order of writing.
    """
    path = folder / "releases.jsonl"
    whole = path.read_bytes() if path.exists() else b""
    return [
        {
            "agency_id": event["agency_id"],
            "month": event["month"],
            "release": event["release"],
            "code": code_of(hashlib.sha256(line).hexdigest()),
        }
        for line in whole[: whole.rfind(b"\n") + 1].splitlines(keepends=True)
        if (event := _parsed(line)).keys() >= _TOLD and event["kind"] == "released"
    ]


def _lies(path: Path, lines: list[bytes]) -> Iterator[Lie]:
    """Yield each line of a book that is not what the next one says of it."""
    has_begun, start, before = False, 0, b""
    for number, line in enumerate(lines, 1):
        link = _link(line)
        if link is None:
            if has_begun and _parsed(line):
                yield _at(path, UNLINKED, start, line, number)
            elif not _parsed(line) and path.stem not in READ_ELSEWHERE:
                yield _at(path, BROKEN, start, line, number)
        elif link != ledger.link_of(before if has_begun else b"".join(lines[: number - 1])):
            yield _broken(path, link, before, start - len(before), number - 1)
        has_begun, start, before = has_begun or link is not None, start + len(line), line


def _broken(path: Path, link: ledger.Link, before: bytes, start: int, number: int) -> Lie:
    """Name the byte of a line that its successor's link does not know, else the line."""
    if not before:
        return _at(path, HEADLESS, 0, b"", 1)
    told = _at(path, BROKEN_LINK, start, before, number)
    sha256, plain, weighted = link
    true = corrected_piece(before, int(plain), int(weighted))
    if true is None or hashlib.sha256(true).hexdigest()[: ledger.DIGITS] != sha256:
        return told
    found = at_byte(lie(told["path"], CHANGED), before, true)
    found["offset"], found["line"] = start + (found["offset"] or 0), number
    return found


def _pins(contents: Mapping[str, bytes]) -> Iterator[Lie]:
    """Yield each book that is not, as far as it went then, what a release pinned."""
    for line in contents.get("releases", b"").splitlines():
        event = _parsed(line)
        place = event.get("special_id") or f"{event.get('month')} r{event.get('release')}"
        what = f"{place} {event.get('agency_id')}"
        for book, pin in (event.get("books") or {}).items():
            there = contents.get(book, b"")
            then = there[: pin["bytes"]]
            path = f"ledger/{book}.jsonl"
            if len(then) < pin["bytes"]:
                told = lie(path, CUT_OFF.format(what))
                told["offset"] = len(there)
                yield told
            elif hashlib.sha256(then[then.rfind(b"\n", 0, -1) + 1 :]).hexdigest() != pin["sha256"]:
                yield lie(path, OTHER_END.format(what))


def _parsed(line: bytes) -> dict[str, Any]:
    """Event of a line, empty where it is none: `delivery.verify.books` names those."""
    try:
        event = json.loads(line)
    except ValueError:
        return {}
    return event if isinstance(event, dict) else {}


def _link(line: bytes) -> ledger.Link | None:
    """Link of a line; of one that is no event, or whose link is malformed, there is none."""
    link = _parsed(line).get(ledger.PREVIOUS)
    is_one = isinstance(link, list) and [type(part) for part in link] == [str, int, int]
    return link if is_one else None


def _at(path: Path, sentence: str, start: int, line: bytes, number: int) -> Lie:
    told = lie(f"ledger/{path.name}", sentence)
    told["offset"], told["line"] = start, number
    told["block_bytes"] = len(line) or None
    return told
