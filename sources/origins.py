"""Rows that were sent back mended: a column of the file names the landed row that each takes the place of.

What is sent to be mended carries `baris_asal`: the landed file by the beginning of its hash, and the row. A
row that is empty but for that takes the named row back and puts nothing in its place.
"""

import re
from collections.abc import Collection, Sequence
from typing import Final

import polars as pl

from sources.shapes import key
from sources.text import Cells

COLUMN: Final = "baris_asal"
_HASH: Final = 16
_ORIGIN: Final = re.compile(rf"([0-9a-f]{{{_HASH}}})-(\d{{1,9}})")


def origin(sha256: str, row_no: int) -> str:
    """Name of a landed row: `3fa9c1d2e4b5f607-689`."""
    return f"{sha256[:_HASH]}-{row_no}"


def named(text: str) -> tuple[str, int] | None:
    """Beginning of a file's hash and row number that an origin names; None where it is none."""
    found = _ORIGIN.fullmatch(text.strip().lower())
    return (found[1], int(found[2])) if found else None


def file_key(sha256: str) -> str:
    """Beginning of a file's hash by which origins name it."""
    return sha256[:_HASH]


def take_origins(cells: Cells, names: Sequence[str], read: Collection[int]) -> tuple[Cells, tuple[str, ...]]:
    """Divide the rows of a file: those that say something, and the origins of all rows.

    names: the header. read: positions of the columns that a shape reads; a row whose cells there are all
    empty is no row.
    """
    place = next((str(place) for place, name in enumerate(names) if key(name) == COLUMN), None)
    if place is None or place not in cells.frame.columns:
        return cells, ()
    told = [text for text in cells.frame[place].drop_nulls().to_list() if named(text)]
    own = [pl.col(str(position)).fill_null("").str.strip_chars() for position in read]
    says = pl.col("broken") | ~pl.all_horizontal(cell == "" for cell in own)
    return Cells(cells.frame.filter(says)), tuple(told)
