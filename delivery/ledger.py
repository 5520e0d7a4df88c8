"""The append-only books of a home: one JSON object a line, written whole or not at all."""

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Literal

from filelock import FileLock

from contracts.home import Home

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
]
Event = dict[str, Any]

_NEWLINE: Final = b"\n"


def read(home: Home, book: Book) -> list[Event]:
    """Return every event of a book in the order of writing; a last line torn by a crash is not there.

    Raises json.JSONDecodeError when a whole line is not JSON: the book was changed by hand.
    """
    path = book_path(home, book)
    if not path.exists():
        return []
    whole, _, _ = path.read_bytes().rpartition(_NEWLINE)
    return [json.loads(line) for line in whole.split(_NEWLINE) if line]


def append(home: Home, book: Book, events: Iterable[Event]) -> None:
    """Add events to a book, on disk when this returns; times are the caller's.

    Values must be JSON (write datetimes as ISO text). Raises TypeError before anything is written otherwise.
    """
    lines = b"".join(
        json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode() + _NEWLINE for event in events
    )
    if not lines:
        return
    with locked(home):
        path = book_path(home, book)
        is_new = not path.exists()
        with path.open("ab+") as file:
            _drop_torn_line(file.fileno())
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())
        if is_new:
            sync_folder(os.fspath(home.ledger))


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


def _drop_torn_line(descriptor: int) -> None:
    """Cut off what follows the last line end: a writer died there, and nobody was told it was written."""
    size = os.fstat(descriptor).st_size
    if not size or os.pread(descriptor, 1, size - 1) == _NEWLINE:
        return
    content = os.pread(descriptor, size, 0)
    os.ftruncate(descriptor, content.rfind(_NEWLINE) + 1)
