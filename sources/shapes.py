"""What a shape of file is: its name, its record type, and which column of the file becomes which of ours."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from sources.kinds import Kind


def key(name: str) -> str:
    """Return the form in which column names are compared: lower case, words joined by one `_`."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


@dataclass(frozen=True)
class Column:
    """One column of a file: our name for it, the file's name, and how its cells are typed.

    `is_prefix` also accepts a longer name that begins with the file's name (`U1. Persyaratan`).
    """

    name: str
    written: str
    kind: Kind
    is_required: bool = True
    is_prefix: bool = False

    def find(self, keys: Sequence[str]) -> int | None:
        """Return the position of this column among the compared names of a header, or None."""
        own = key(self.written)
        for position, candidate in enumerate(keys):
            if candidate == own or (self.is_prefix and candidate.startswith(own + "_")):
                return position
        return None


@dataclass(frozen=True)
class Shape:
    """A shape of file, recognised by its required columns.

    `derive` computes record columns from the columns read; names of columns that are in no record type
    serve only that. What a shape lacks of its record type is null.
    """

    name: str
    record_type: str
    columns: tuple[Column, ...]
    derive: Mapping[str, pl.Expr] = field(default_factory=dict)

    def positions(self, keys: Sequence[str]) -> dict[str, int]:
        """Return our column -> position in the header, for the columns that it has."""
        found = ((column.name, column.find(keys)) for column in self.columns)
        return {name: position for name, position in found if position is not None}

    def missing(self, found: Mapping[str, int]) -> list[str]:
        """Return the required columns, as the file should write them, that were not found."""
        return [column.written for column in self.columns if column.is_required and column.name not in found]

    @property
    def required(self) -> list[str]:
        """The required columns as the file should write them."""
        return self.missing({})


def columns(
    kind: Kind, names: str, *, is_required: bool = True, is_prefix: bool = False
) -> tuple[Column, ...]:
    """Declare columns of one kind: `our_name=NAME IN THE FILE` separated by commas."""
    pairs = (pair.split("=", 1) for pair in names.split(","))
    return tuple(
        Column(name.strip(), written.strip(), kind, is_required, is_prefix) for name, written in pairs
    )
