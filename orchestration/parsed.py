"""Landed files parsed once: one file for each content, read again as long as the reader's version stands."""

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from contracts.home import Home
from delivery.receipts import Receipt
from sources.reading import READER_VERSION, parse_file
from sources.refusals import Refused

_HEADER: Final = b"\n"


@dataclass(frozen=True)
class Reading:
    """What became of one file: `outcome` parsed (with `frame`), refused or not_settled (with reason, expected)."""

    outcome: str
    shape: str | None = None
    record_type: str | None = None
    reason: str | None = None
    expected: str | None = None
    frame: pl.DataFrame | None = None


_CHANGED: Final = Reading(
    "not_settled", reason="Berkas berubah sejak diterima; dibaca pada putaran berikutnya."
)
_GONE: Final = Reading("refused", reason="Berkas tidak ada lagi di tempat pengiriman: kirim ulang berkasnya.")


def read_once(home: Home, receipt: Receipt, zone: str) -> Reading:
    """Return the content of a receipt: from the store of parsed files, else parsed from the landed file and kept.

    Raises OSError when a file that is there cannot be read.
    """
    store = home.parsed / f"v{READER_VERSION}" / receipt.feed / zone.replace("/", "-") / receipt.sha256[:2]
    kept = store / f"{receipt.sha256}.ipc"
    with suppress(FileNotFoundError):
        return _load(kept)
    landed = home.landing / receipt.path
    try:
        stat = landed.stat()
    except FileNotFoundError:
        return _GONE
    if (stat.st_size, stat.st_mtime_ns) != (receipt.size, receipt.mtime_ns):
        return _CHANGED
    reading = _parse(landed, receipt.feed, zone)
    _keep(kept, reading)
    return reading


def _parse(landed: Path, feed: str, zone: str) -> Reading:
    try:
        parsed = parse_file(landed, feed, zone)
    except Refused as refusal:
        return Reading("refused", reason=refusal.message, expected=refusal.expected)
    return Reading("parsed", parsed.shape, parsed.record_type, frame=parsed.frame)


def _load(kept: Path) -> Reading:
    with kept.open("rb") as file:
        facts = json.loads(file.readline())
        frame = pl.read_ipc_stream(file) if facts["outcome"] == "parsed" else None
    return Reading(**facts, frame=frame)


def _keep(kept: Path, reading: Reading) -> None:
    """Write under a temporary name and rename, so that a killed run leaves no half of a file."""
    kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = kept.with_name(f"{kept.name}.{os.getpid()}")
    facts = {name: value for name, value in reading.__dict__.items() if name != "frame"}
    with draft.open("wb") as file:
        file.write(json.dumps(facts).encode() + _HEADER)
        if reading.frame is not None:
            reading.frame.write_ipc_stream(file, compression="lz4")
    draft.rename(kept)
