"""Receipts: each landed file is seen once, named by number, content and time, and never again by accident."""

import logging
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from stat import S_ISREG
from typing import Final, Literal, NamedTuple

import polars as pl

from contracts.home import Home
from delivery import ledger
from delivery.errors import DeliveryError, StateLostError
from delivery.release.chain import sha256_of

NotParsed = Literal["not_settled", "ignored", "unknown_agency", "unknown_feed"]

OUTCOMES: Final = {
    "agency_id": pl.String,
    "path": pl.String,
    "feed": pl.String,
    "delivery_month": pl.String,
    "outcome": pl.String,
}
_LITTER: Final = frozenset({".ds_store", "thumbs.db", "desktop.ini", "__macosx"})
_LITTER_STARTS: Final = ("~$", ".~lock", "._")
_GROWING: Final = (".part", ".tmp", ".crdownload", ".filepart")
_MONTH: Final = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_DEPTH: Final = 3
_CHUNK: Final = 1 << 20


log = logging.getLogger("kinerja.run")


class LandingError(DeliveryError):
    """A file cannot be landed as asked."""


@dataclass(frozen=True)
class Receipt:
    """What the ledger knows of a landed file; `path` is relative to the landing folder, with `/`.

    `superseded_by`: number of the receipt of the same path with changed content, as known at the time asked.
    """

    file_no: int
    path: str
    agency_id: str
    delivery_month: str
    feed: str
    sha256: str
    size: int
    mtime_ns: int
    received_at: datetime
    superseded_by: int | None = None


class Receiving(NamedTuple):
    """`receipts` as known, by file_no; `outcomes`: files that are not parsed (columns OUTCOMES)."""

    receipts: list[Receipt]
    outcomes: pl.DataFrame


class _Seen(NamedTuple):
    path: str
    parts: tuple[str, ...]
    entry: os.DirEntry[str]


def receive(
    home: Home,
    received_at: datetime,
    agencies: set[str],
    feeds: set[str],
    *,
    known_at: datetime | None = None,
) -> Receiving:
    """Give a receipt to every landed file that is new or changed; return all that are known at `known_at`.

    received_at: aware time of this look. agencies: codes that have a policy; feeds: names that can be read.
    Known files with the same size and modification time are not read again. Raises OSError when the landing
    folder cannot be read, StateLostError when the book has lost receipts.
    """
    with ledger.locked(home):
        known = read_receipts(home)
        _refuse_lost(home, len(known))
        newest = {receipt.path: receipt for receipt in known}
        fresh: list[Receipt] = []
        touched: list[Receipt] = []
        outcomes: list[tuple[str | None, str, str | None, str | None, NotParsed]] = []
        for seen in sorted(_landed(home.landing), key=lambda seen: (_month_of(seen), seen.path)):
            verdict = _verdict(seen, agencies, feeds)
            place = _place(seen)
            if verdict is None:
                old = newest.get(seen.path)
                if old is not None and _is_unchanged(seen.entry, old):
                    continue
                content = _settled_hash(seen.entry)
                if content is not None:
                    if old is not None and old.sha256 == content[0]:
                        touched.append(replace(old, mtime_ns=content[2]))
                    else:
                        fresh.append(
                            Receipt(len(known) + len(fresh) + 1, seen.path, *place, *content, received_at)
                        )
                    continue
                verdict = "not_settled"
            outcomes.append((place[0], seen.path, place[2], place[1], verdict))
        ledger.append(home, "receipts", [_event(receipt) for receipt in [*touched, *fresh]])
    return Receiving(read_receipts(home, known_at), pl.DataFrame(outcomes, schema=OUTCOMES, orient="row"))


def read_receipts(home: Home, known_at: datetime | None = None) -> list[Receipt]:
    """Return the receipts of the ledger that are known at a time (default: all), in the order of file_no.

    A later line of the same number says only that the file was touched, its content being the same.
    """
    events = {event["file_no"]: event for event in ledger.read(home, "receipts")}
    receipts = [
        Receipt(**{**event, "received_at": datetime.fromisoformat(event["received_at"])})
        for event in events.values()
    ]
    return _as_known(receipts, known_at)


def land(  # noqa: PLR0917 - the three places of a path, in their order
    home: Home, file: Path, agency_id: str, feed: str, month: str, received_at: datetime
) -> Receipt:
    """Copy a file into the landing folder, whole or not at all, and write its receipt.

    A landed file of the same name and content is kept as it is. Raises LandingError when the name is taken by
    other content or would not be read, OSError when the copy fails.
    """
    folder = home.landing / agency_id / month / feed
    target = folder / file.name
    if _is_litter(file.name) or file.name.lower().endswith(_GROWING):
        raise LandingError(f"{file.name} tidak akan dibaca: beri nama lain lebih dahulu.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if target.exists():
        if sha256_of(target) != sha256_of(file):
            raise LandingError(
                f"{target.name} sudah ada dengan isi lain: beri nama lain, berkas lama tidak diubah."
            )
    else:
        draft = folder / f"{file.name}.{os.getpid()}.part"
        try:
            shutil.copyfile(file, draft)
            with draft.open("rb") as copied:
                os.fsync(copied.fileno())
            draft.rename(target)
        finally:
            draft.unlink(missing_ok=True)
        ledger.sync_folder(os.fspath(folder))
    received = receive(home, received_at, {agency_id}, {feed}).receipts
    path = target.relative_to(home.landing).as_posix()
    return next(receipt for receipt in reversed(received) if receipt.path == path)


def _refuse_lost(home: Home, receipts: int) -> None:
    """Refuse to number files anew where runs have read more of them than the book still has."""
    judged = [event["receipts"] for event in ledger.read(home, "findings") if event["kind"] == "judged"]
    if receipts < max(judged, default=0):
        raise StateLostError(
            f"Buku {ledger.book_path(home, 'receipts')} kehilangan {max(judged) - receipts} tanda terima: "
            "pulihkan folder ledger/ dari cadangan."
        )


def _landed(landing: Path) -> Iterator[_Seen]:
    """Yield every file below the landing folder; a folder that is litter is yielded as one."""
    waiting: list[tuple[str, tuple[str, ...]]] = [(os.fspath(landing), ())]
    while waiting:
        folder, above = waiting.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                parts = (*above, entry.name)
                if entry.is_dir(follow_symlinks=False) and not _is_litter(entry.name):
                    waiting.append((entry.path, parts))
                else:
                    yield _Seen("/".join(parts), parts, entry)


def _place(seen: _Seen) -> tuple[str, str, str]:
    agency, month, feed = (*seen.parts[:-1], "", "", "")[:_DEPTH]
    return agency, month, feed


def _month_of(seen: _Seen) -> str:
    return _place(seen)[1]


def _is_litter(name: str) -> bool:
    return name.lower() in _LITTER or name.startswith(_LITTER_STARTS)


def _is_month(text: str) -> bool:
    return _MONTH.fullmatch(text) is not None


def _verdict(seen: _Seen, agencies: set[str], feeds: set[str]) -> NotParsed | None:
    agency, month, feed = _place(seen)
    if _is_litter(seen.entry.name):
        return "ignored"
    if agency not in agencies:
        return "unknown_agency"
    if feed not in feeds or not _is_month(month):
        return "unknown_feed"
    if seen.entry.name.lower().endswith(_GROWING):
        return "not_settled"
    return None


def _is_unchanged(entry: os.DirEntry[str], known: Receipt) -> bool:
    try:
        stat = Path(entry.path).stat()
    except OSError:
        return False
    return (known.size, known.mtime_ns) == (stat.st_size, stat.st_mtime_ns)


def _settled_hash(entry: os.DirEntry[str]) -> tuple[str, int, int] | None:
    """Return sha256, size, mtime_ns, or None when the file changed or went away while it was read.

    None too for what cannot be read at all: the files of others are.
    """
    try:
        before = Path(entry.path).stat()
        if not S_ISREG(before.st_mode):
            log.warning("%s is no file: nothing of it is read", entry.path)
            return None
        sha256 = sha256_of(Path(entry.path))
        after = Path(entry.path).stat()
    except OSError as error:
        log.warning("%s: %s; it is read once it can be", entry.path, error.strerror)
        return None
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        return None
    return sha256, after.st_size, after.st_mtime_ns


def _event(receipt: Receipt) -> ledger.Event:
    event = asdict(receipt)
    del event["superseded_by"]
    return {**event, "received_at": receipt.received_at.isoformat()}


def _as_known(receipts: list[Receipt], known_at: datetime | None) -> list[Receipt]:
    """Leave out what came later, and name for each receipt the later one of its path with other content."""
    known = [receipt for receipt in receipts if known_at is None or receipt.received_at <= known_at]
    newest = {receipt.path: receipt for receipt in known}
    current: list[Receipt] = []
    for receipt in known:
        last = newest[receipt.path]
        if last is receipt:
            current.append(receipt)
        elif last.sha256 != receipt.sha256:
            current.append(replace(receipt, superseded_by=last.file_no))
    return current
