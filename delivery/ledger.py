"""The append-only books of a home: one JSON object a line, written whole or not at all.

Each line carries under PREVIOUS what the line before it was, so that a changed or removed line shows.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path
from typing import Any, Final, Literal, get_args

from filelock import FileLock

from contracts.home import Home
from delivery.errors import LedgerDamagedError

Book = Literal[
    "receipts",
    "unread",
    "releases",
    "states",
    "holds",
    "findings",
    "handoffs",
    "signals",
    "alerts",
    "keys",
    "statements",
    "recaps",
]
Event = dict[str, Any]
# First digits of the sha256 of the bytes before, the sum of them, and of each times its place from the end.
Link = list[str | int]

PREVIOUS: Final = "prev"
DIGITS: Final = 32
_NEWLINE: Final = b"\n"
_TAIL: Final = 1 << 16


def read(home: Home, book: Book) -> list[Event]:
    """Return every event of a book in the order of writing; a last line torn by a crash is not there.

    Raises LedgerDamagedError when a whole line is no event: the book was changed, or the disk is failing.
    """
    path = book_path(home, book)
    if not path.exists():
        return []
    whole, _, _ = path.read_bytes().rpartition(_NEWLINE)
    return [_event(path, number, line) for number, line in enumerate(whole.split(_NEWLINE), 1) if line]


def unlinked(event: Event) -> Event:
    """Give an event as it was appended, without its link to the line before."""
    return {name: value for name, value in event.items() if name != PREVIOUS}


def _event(path: Path, number: int, line: bytes) -> Event:
    try:
        event = json.loads(line)
    except ValueError:
        event = None
    if not isinstance(event, dict):
        raise LedgerDamagedError(
            f"Buku {path} rusak pada baris {number}: pulihkan dari cadangan, lalu ulangi perintahnya."
        )
    return unlinked(event)


def append(home: Home, book: Book, events: Iterable[Event]) -> None:
    """Add events to a book, on disk when this returns; times are the caller's.

    Values must be JSON (write datetimes as ISO text). Raises TypeError before anything is written otherwise,
    OSError when the disk takes no more: then the book is as it was.
    """
    told = list(events)
    for event in told:
        _line(event)
    if not told:
        return
    with locked(home):
        path = book_path(home, book)
        is_new = not path.exists()
        with path.open("ab+", buffering=0) as file:
            size = _drop_torn_line(file.fileno())
            before, lines = _last_link(file.fileno()), []
            for event in told:
                lines.append(_line({**event, PREVIOUS: before}))
                before = link_of(lines[-1])
            try:
                _write(file.fileno(), b"".join(lines))
            except OSError:
                os.ftruncate(file.fileno(), size)
                raise
        if is_new:
            sync_folder(os.fspath(home.ledger))


def link_of(before: bytes) -> Link:
    """Return what a line says of the bytes before it: of the line before, with its end.

    Where that one carries no link, as in books of an older program, of all lines before.
    """
    return [hashlib.sha256(before).hexdigest()[:DIGITS], sum(before), sum(accumulate(before))]


def is_linked(line: bytes) -> bool:
    """Whether a line carries a link to the one before."""
    try:
        event = json.loads(line)
    except ValueError:
        return False
    return isinstance(event, dict) and PREVIOUS in event


def heads(home: Home) -> dict[str, dict[str, Any]]:
    """Return how long each book is, in bytes, and the sha256 of its last line: what a release pins."""
    found: dict[str, dict[str, Any]] = {}
    for book in sorted(get_args(Book)):
        path = book_path(home, book)
        if path.exists():
            with path.open("rb") as file:
                last, size = _last_line(file.fileno())
            found[book] = {"bytes": size, "sha256": hashlib.sha256(last).hexdigest()}
    return found


def book_path(home: Home, book: Book) -> Path:
    """File of a book, whether it was written to or not."""
    return home.ledger / f"{book}.jsonl"


def opened(home: Home, book: Book) -> Path:
    """File of a book, made empty when nothing was written yet, for readers that want a file."""
    path = book_path(home, book)
    with locked(home):
        path.touch(mode=0o600)
    return path


@contextmanager
def locked(home: Home) -> Iterator[None]:
    """Hold the ledger against other processes; its holder may take it again, and a dead one frees it."""
    home.ledger.mkdir(mode=0o700, parents=True, exist_ok=True)
    with FileLock(home.ledger / ".lock", is_singleton=True):
        yield


def sync_folder(folder: str) -> None:
    """Put a folder's entries (a new file, a rename) on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _line(event: Event) -> bytes:
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode() + _NEWLINE


def _last_link(descriptor: int) -> Link:
    last, size = _last_line(descriptor)
    return link_of(last) if is_linked(last) else link_of(os.pread(descriptor, size, 0))


def _last_line(descriptor: int) -> tuple[bytes, int]:
    """Last whole line of a book with its end, and the length of the book until there."""
    size, length = os.fstat(descriptor).st_size, _TAIL
    while True:
        tail = os.pread(descriptor, length, max(size - length, 0))
        whole = tail[: tail.rfind(_NEWLINE) + 1]
        start = whole.rfind(_NEWLINE, 0, len(whole) - 1) + 1
        if start or length >= size:
            return whole[start:], size - len(tail) + len(whole)
        length *= 2


def _write(descriptor: int, lines: bytes) -> None:
    """Put all bytes on disk; a disk that fills takes a part and refuses the next."""
    while lines:
        lines = lines[os.write(descriptor, lines) :]
    os.fsync(descriptor)


def _drop_torn_line(descriptor: int) -> int:
    """Cut off what follows the last line end: a writer died there, and nobody was told it was written.

    Returns the size that is left.
    """
    size = os.fstat(descriptor).st_size
    if not size or os.pread(descriptor, 1, size - 1) == _NEWLINE:
        return size
    kept = os.pread(descriptor, size, 0).rfind(_NEWLINE) + 1
    os.ftruncate(descriptor, kept)
    return kept
