"""Where a changed file lies: against a true copy to the byte, else against the hashes of its blocks."""

import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import contracts
from delivery.release.chain import BLOCK_BYTES, BLOCKS, block_hashes, sha256_of
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
    for copy in _copies(folder, name, others):
        if hashlib.sha256(copy).hexdigest() == written["sha256"]:
            return at_byte(told, found, copy)
    block = _first_block(folder, name)
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
    told["offset"], told["line"] = start, true[:start].count(b"\n") + 1
    return told


def _copies(folder: Path, name: str, others: Iterable[Path]) -> Iterator[bytes]:
    """Contents that may be what the file was: the same table, or the same file elsewhere."""
    table = (folder / name).with_suffix(".parquet")
    if name.endswith(".csv") and table.exists():
        yield from _as_csv(table)
    places = [*others, SHIPPED] if name.startswith(("policies/", "calendars/")) else others
    for place in places:
        for each in (place / name, place / Path(name).name):
            if each.is_file() and each != folder / name:
                yield each.read_bytes()


def _as_csv(table: Path) -> Iterator[bytes]:
    import polars as pl  # noqa: PLC0415 - only who has found a lie pays for it

    try:
        text = io.BytesIO()
        pl.read_parquet(table).write_csv(text)
        yield text.getvalue()
    except (pl.exceptions.PolarsError, OSError):
        return


def _first_block(folder: Path, name: str) -> int | None:
    """First block whose hash is another; None where the hashes themselves cannot be trusted to be there."""
    try:
        expected = json.loads((folder / BLOCKS).read_bytes())["files"][name]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    found = block_hashes(folder / name)
    both = min(len(found), len(expected))
    return next((at for at in range(both) if found[at] != expected[at]), both if found != expected else None)


def same(path: Path, sha256: str) -> bool:
    """Whether a file is there with this content."""
    return path.is_file() and sha256_of(path) == sha256
