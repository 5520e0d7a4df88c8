"""Landed files parsed once: one file for each content, used as long as the reader's version stands."""

import json
import os
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from threading import get_ident
from typing import Final, NamedTuple

import polars as pl

from contracts.acceptance.span import NO_SPAN, Span, own_span
from contracts.home import Home
from delivery.receipts import Receipt
from sources.reading import READER_VERSION, parse_file
from sources.refusals import Refused

STORE_FORMAT: Final = 2
"""Rises when kept files are laid out anew: an older store is then left alone and every file read again."""

GONE: Final = "Berkas tidak ada lagi di tempat pengiriman: kirim ulang berkasnya."
CHANGED: Final = "Isi berkas sudah berganti sejak diterima: isi yang baru dibaca pada putaran berikutnya."
_LINE_END: Final = b"\n"


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

    def rows(self) -> pl.DataFrame:
        """Return the parsed rows. Raises OSError when the kept file is gone."""
        if self.frame is not None:
            return self.frame
        with self.path.open("rb") as file:
            file.readline()
            return pl.read_ipc_stream(file)


def read_once(home: Home, receipt: Receipt, zone: str) -> Kept:
    """Return what a receipt's content holds: from the store of parsed files, else parsed now and kept there.

    Raises OSError when a file that is there cannot be read.
    """
    store = home.parsed / f"v{READER_VERSION}.{STORE_FORMAT}" / receipt.feed / zone.replace("/", "-")
    kept = store / receipt.sha256[:2] / f"{receipt.sha256}.ipc"
    reading = _kept_reading(kept)
    if reading is None:
        return _read_now(home.landing / receipt.path, receipt, zone, kept)
    return Kept(reading, kept, None)


def _read_now(landed: Path, receipt: Receipt, zone: str, kept: Path) -> Kept:
    """Parse a landed file; what was pulled away or written to meanwhile is told and never kept."""
    try:
        is_same = _is_as_received(landed, receipt)
        reading, frame = _parse(landed, receipt.feed, zone) if is_same else (Reading("not_settled"), None)
        is_same = is_same and _is_as_received(landed, receipt)
    except FileNotFoundError:
        return Kept(Reading("refused", reason=GONE), kept, None)
    if not is_same:
        return Kept(Reading("not_settled", reason=CHANGED), kept, None)
    _keep(kept, reading, frame)
    return Kept(reading, kept, frame)


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
        *days, months = facts.pop("span")
        origins = tuple(facts.pop("origins"))
        first, last = (None if day is None else date.fromisoformat(day) for day in days)
        return Reading(**facts, span=Span(first, last, tuple(months)), origins=origins)
    except (FileNotFoundError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _keep(kept: Path, reading: Reading, frame: pl.DataFrame | None) -> None:
    """Write under a temporary name and rename, so that a killed run leaves no half of a file."""
    kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = kept.with_name(f"{kept.name}.{os.getpid()}.{get_ident()}")
    days = [None if day is None else day.isoformat() for day in reading.span[:2]]
    with draft.open("wb") as file:
        file.write(json.dumps({**asdict(reading), "span": [*days, reading.span.months]}).encode() + _LINE_END)
        if frame is not None:
            frame.write_ipc_stream(file, compression="lz4")
    draft.rename(kept)
