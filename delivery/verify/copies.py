"""Where a changed file lies: to the byte by a true copy or the sums of its blocks, else by their hashes."""

import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import contracts
from delivery.release.blocks import BLOCK_BYTES, BLOCKS, block_hashes, blocks_bytes, corrected
from delivery.release.chain import sha256_of
from delivery.verify.facts import Lie, lie

SHIPPED = Path(contracts.__file__).parent
CHANGED = "berubah sejak dirilis"


def changed_file(
    folder: Path, name: str, path: str, written: dict[str, Any], others: Iterable[Path] = ()
) -> Lie:
    """Describe a file of a release whose content is not what its manifest (`written`) says.

    `others` are further folders in which a copy of the same name may lie.
    """
    found = (folder / name).read_bytes()
    told = lie(path, CHANGED, expected=written["sha256"], found=hashlib.sha256(found).hexdigest())
    kept = _kept(folder)
    for copy in _copies(folder, name, found, kept, others):
        if hashlib.sha256(copy).hexdigest() == written["sha256"]:
            return at_byte(told, found, copy)
    block = _first_block(found, kept["files"].get(name))
    if block is None:
        return told
    start = block * BLOCK_BYTES
    told["offset"], told["block_bytes"] = start, BLOCK_BYTES
    if not name.endswith(".parquet"):
        told["line"] = found[:start].count(b"\n") + 1
    return told


def at_byte(told: Lie, found: bytes, true: bytes) -> Lie:
    """Add the first byte that differs; an offset at the end of one says that the other is longer."""
    both = min(len(found), len(true))
    start = next((at for at in range(both) if found[at] != true[at]), both)
    told["offset"] = start
    told["line"] = None if told["path"].endswith(".parquet") else true[:start].count(b"\n") + 1
    return told


def _kept(folder: Path) -> dict[str, dict[str, Any]]:
    """Hashes and sums of blocks by file; nothing where the file that keeps them is gone or is none."""
    try:
        told = json.loads((folder / BLOCKS).read_bytes())
        return {name: {**told.get(name, {})} for name in ("files", "sums")}
    except (OSError, ValueError, TypeError, AttributeError):
        return {"files": {}, "sums": {}}


def _copies(
    folder: Path, name: str, found: bytes, kept: dict[str, dict[str, Any]], others: Iterable[Path]
) -> Iterator[bytes]:
    """Contents that may be what the file was: put right by its sums, the same table, the same file."""
    if name == BLOCKS:
        yield blocks_bytes(folder)
    elif (true := _put_right(found, kept["sums"].get(name))) is not None:
        yield true
    table = (folder / name).with_suffix(".parquet")
    if name.endswith(".csv") and table.exists():
        yield from _as_csv(table)
    places = [*others, SHIPPED] if name.startswith(("policies/", "calendars/")) else others
    for place in places:
        for each in (place / name, place / Path(name).name):
            if each.is_file() and each != folder / name:
                yield each.read_bytes()


def _put_right(found: bytes, sums: Sequence[Sequence[int]] | None) -> bytes | None:
    """Content with its wrong bytes put right; None where they cannot be, or the sums are none."""
    try:
        return None if sums is None else corrected(found, sums)
    except (TypeError, ValueError):
        return None


def _as_csv(table: Path) -> Iterator[bytes]:
    import polars as pl  # noqa: PLC0415 - only who has found a lie pays for it

    try:
        text = io.BytesIO()
        pl.read_parquet(table).write_csv(text)
        yield text.getvalue()
    except (pl.exceptions.PolarsError, OSError):
        return


def _first_block(found: bytes, expected: object) -> int | None:
    """First block whose hash is another; None where the hashes themselves cannot be trusted to be there."""
    if not isinstance(expected, list):
        return None
    now = block_hashes(found)
    both = min(len(now), len(expected))
    return next((at for at in range(both) if now[at] != expected[at]), both if now != expected else None)


def same(path: Path, sha256: str) -> bool:
    """Whether a file is there with this content."""
    return path.is_file() and sha256_of(path) == sha256
