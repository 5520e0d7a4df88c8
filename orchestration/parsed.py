"""Landed files parsed once: one file for each content, used as long as the reader's version stands."""

import hashlib
import json
import logging
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path
from threading import get_ident
from typing import Final, NamedTuple

import polars as pl

from contracts.acceptance.span import NO_SPAN, Span, own_span
from contracts.home import Home
from delivery.receipts import Receipt
from orchestration.errors import RefusedError
from sources.reading import READER_VERSION, parse_file
from sources.refusals import Refused

STORE_FORMAT: Final = 3
"""Rises when kept files are laid out anew: an older store is then left alone and every file read again."""

GONE: Final = "Berkas tidak ada lagi di tempat pengiriman: kirim ulang berkasnya."
UNREADABLE: Final = "Berkas tidak dapat dibaca: periksa izinnya; berkas ini dibaca pada putaran berikutnya."
CHANGED: Final = "Isi berkas sudah berganti sejak diterima: isi yang baru dibaca pada putaran berikutnya."
_LINE_END: Final = b"\n"
_ROWS: Final = "rows_sha256"

log = logging.getLogger("kinerja.run")


@dataclass(frozen=True)
class Reading:
    """What became of one file: `outcome` parsed, refused or not_settled (with reason and what was expected).

    `rows` were read; `is_numbered`: their `row_no` is 1 to `rows`; `span`: their own local dates.
    `origins`: landed rows that the file replaces.
    """

    outcome: str
    shape: str | None = None
    record_type: str | None = None
    reason: str | None = None
    expected: str | None = None
    rows: int = 0
    is_numbered: bool = True
    span: Span = NO_SPAN
    origins: tuple[str, ...] = ()


class Kept(NamedTuple):
    """A reading and where its frame lies; `frame` is here only when the file was parsed just now."""

    reading: Reading
    path: Path
    frame: pl.DataFrame | None
    again: "Callable[[], Kept]"

    def rows(self) -> pl.DataFrame:
        """Return the parsed rows; a kept file that is damaged or gone is made again from the landed one.

        Raises:
            RefusedError: it is, and the landed file is not what it was either.

        """
        frame = self.frame if self.frame is not None else _kept_rows(self.path)
        if frame is None:
            log.warning("%s was damaged; its landed file is read again", self.path)
            self.path.unlink(missing_ok=True)
            again = self.again()
            if again.frame is None or again.reading != self.reading:
                raise RefusedError(
                    f"{self.path} was damaged, and the file that it was read from has gone or changed: "
                    "type the command again, which then says of which file."
                )
            frame = again.frame
        return frame


def read_once(home: Home, receipt: Receipt, zone: str) -> Kept:
    """Return what a receipt's content holds: from the store of parsed files, else parsed now and kept there.

    Raises OSError when the store cannot be written.
    """
    landed = home.landing / receipt.path
    store = home.parsed / f"v{READER_VERSION}.{STORE_FORMAT}" / receipt.feed / zone.replace("/", "-")
    kept = store / receipt.sha256[:2] / f"{receipt.sha256}.ipc"
    reading = _kept_reading(kept)
    if reading is None:
        return _read_now(landed, receipt, zone, kept)
    return Kept(reading, kept, None, partial(_read_now, landed, receipt, zone, kept))


def _read_now(landed: Path, receipt: Receipt, zone: str, kept: Path) -> Kept:
    """Parse a landed file; what was pulled away or written to meanwhile is told and never kept."""
    again = partial(_read_now, landed, receipt, zone, kept)
    try:
        is_same = _is_as_received(landed, receipt)
        reading, frame = _parse(landed, receipt.feed, zone) if is_same else (Reading("not_settled"), None)
        is_same = is_same and _is_as_received(landed, receipt)
    except FileNotFoundError:
        return Kept(Reading("refused", reason=GONE), kept, None, again)
    except OSError:
        return Kept(Reading("not_settled", reason=UNREADABLE), kept, None, again)
    if not is_same:
        return Kept(Reading("not_settled", reason=CHANGED), kept, None, again)
    _keep(kept, reading, frame)
    return Kept(reading, kept, frame, again)


def _is_as_received(landed: Path, receipt: Receipt) -> bool:
    stat = landed.stat()
    return (stat.st_size, stat.st_mtime_ns) == (receipt.size, receipt.mtime_ns)


def _parse(landed: Path, feed: str, zone: str) -> tuple[Reading, pl.DataFrame | None]:
    try:
        parsed = parse_file(landed, feed, zone)
    except Refused as refusal:
        return Reading("refused", reason=refusal.message, expected=refusal.expected), None
    rows = parsed.frame.height
    numbered = (parsed.frame["row_no"] == pl.int_range(1, rows + 1, eager=True)).all()
    span = own_span(parsed.record_type, parsed.frame)
    reading = Reading(
        "parsed",
        parsed.shape,
        parsed.record_type,
        rows=rows,
        is_numbered=bool(numbered),
        span=span,
        origins=parsed.origins,
    )
    return reading, parsed.frame


def _kept_reading(kept: Path) -> Reading | None:
    """Return what is kept; None where there is nothing, or nothing that this program can understand."""
    try:
        with kept.open("rb") as file:
            facts = json.loads(file.readline())
        del facts[_ROWS]
        *days, months = facts.pop("span")
        origins = tuple(facts.pop("origins"))
        first, last = (None if day is None else date.fromisoformat(day) for day in days)
        return Reading(**facts, span=Span(first, last, tuple(months)), origins=origins)
    except (FileNotFoundError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _kept_rows(kept: Path) -> pl.DataFrame | None:
    """Return the rows that are kept; None where they are not those that were written."""
    try:
        with kept.open("rb") as file:
            sha256 = json.loads(file.readline())[_ROWS]
            rows = file.read()
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return None
    return pl.read_ipc_stream(rows) if hashlib.sha256(rows).hexdigest() == sha256 else None


def _keep(kept: Path, reading: Reading, frame: pl.DataFrame | None) -> None:
    """Write under a temporary name and rename, so that a killed run leaves no half of a file."""
    kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = kept.with_name(f"{kept.name}.{os.getpid()}.{get_ident()}")
    days = [None if day is None else day.isoformat() for day in reading.span[:2]]
    rows = BytesIO()
    if frame is not None:
        frame.write_ipc_stream(rows, compression="lz4")
    facts = {**asdict(reading), "span": [*days, reading.span.months]}
    facts[_ROWS] = hashlib.sha256(rows.getbuffer()).hexdigest()
    try:
        with draft.open("wb") as file:
            file.write(json.dumps(facts).encode() + _LINE_END)
            file.write(rows.getbuffer())
        draft.rename(kept)
    finally:
        draft.unlink(missing_ok=True)
