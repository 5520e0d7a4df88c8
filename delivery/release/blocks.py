"""What a release keeps of each block of its files, so that a wrong byte can be found."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path

from delivery.release.chain import BESIDE

BLOCKS = "blocks.json"
BLOCK_BYTES = 4096
BLOCK_DIGITS = 16


def blocks_bytes(folder: Path) -> bytes:
    """Content of the file BLOCKS of a release: hashes and sums of each other file that its manifest names."""
    files, sums = {}, {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in BESIDE | {BLOCKS}:
            content = path.read_bytes()
            files[name], sums[name] = block_hashes(content), block_sums(content)
    told = {"block_bytes": BLOCK_BYTES, "files": files, "sums": sums}
    return (json.dumps(told, ensure_ascii=False) + "\n").encode()


def block_hashes(content: bytes) -> list[str]:
    """First digits of the sha256 of each block."""
    return [hashlib.sha256(piece).hexdigest()[:BLOCK_DIGITS] for piece in _pieces(content)]


def block_sums(content: bytes) -> list[list[int]]:
    """Two sums of each block: of its bytes, and of each byte times its place counted from the end."""
    return [[sum(piece), sum(accumulate(piece))] for piece in _pieces(content)]


def corrected(content: bytes, sums: Sequence[Sequence[int]]) -> bytes | None:
    """Put right one wrong byte of each block; None where more than one is wrong, or the length is.

    A byte that is off by d at place p from the end moves the first sum by d and the second by d x p.
    """
    pieces = list(_pieces(content))
    if len(pieces) != len(sums):
        return None
    true = bytearray(content)
    for start, (piece, (plain, weighted)) in enumerate(zip(pieces, sums, strict=True)):
        mended = corrected_piece(piece, plain, weighted)
        if mended is None:
            return None
        true[start * BLOCK_BYTES : start * BLOCK_BYTES + len(piece)] = mended
    return bytes(true)


def corrected_piece(piece: bytes, plain: int, weighted: int) -> bytes | None:
    """Put right one wrong byte of a piece by the two sums that it had; None where more than one is wrong."""
    off, moved = plain - sum(piece), weighted - sum(accumulate(piece))
    if not off:
        return None if moved else piece
    place, rest = divmod(moved, off)
    at = len(piece) - place
    if rest or not 0 <= at < len(piece) or not 0 <= piece[at] + off <= 255:  # noqa: PLR2004 - a byte
        return None
    return piece[:at] + bytes([piece[at] + off]) + piece[at + 1 :]


def _pieces(content: bytes) -> Iterator[bytes]:
    return (content[start : start + BLOCK_BYTES] for start in range(0, len(content), BLOCK_BYTES))
