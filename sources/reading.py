"""One landed file to one typed frame: recognise the shape by content, type every cell, lose no row."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from sources.frames import SCHEMAS
from sources.kinds import BLANKS, BROKEN_ROW, Kind, Place, trimmed
from sources.recognition import Table, recognise
from sources.refusals import Refused

__all__ = ["READER_VERSION", "Parsed", "Refused", "parse_file"]

READER_VERSION: Final = "6"
"""Raised with every change that can alter a frame, so that parsed files are read again."""


@dataclass(frozen=True)
class Parsed:
    """A file as read: the name of its shape, its record type, and one row for each data row of the file.

    `frame` has the columns of `SCHEMAS[record_type]` in file order; `row_no` counts from 1. `origins`: landed
    rows that this file takes back or replaces.
    """

    shape: str
    record_type: str
    frame: pl.DataFrame
    origins: tuple[str, ...] = ()


def parse_file(path: Path, feed: str, zone: str, columns: Mapping[str, str] | None = None) -> Parsed:
    """Read a landed file of a feed; moments come in the local time of `zone` (an IANA name).

    `columns` names the columns of another case log: our column -> column in the file.
    Raises Refused when the file as a whole is none of the feed's shapes, and OSError when it cannot be read.
    """
    table = recognise(path.read_bytes(), feed, columns)
    frame = _typed(table, Place(zone, table.is_sheet))
    return Parsed(table.shape.name, table.shape.record_type, frame, table.origins)


def read_aside(path: Path, feed: str, zone: str) -> pl.DataFrame:
    """Read what a file says beyond its record type: `row_no` and those columns, never kept by the pipeline.

    Only the file for payroll takes them (NIK, address, account). Raises as `parse_file`.
    """
    table = recognise(path.read_bytes(), feed)
    known = SCHEMAS[table.shape.record_type]
    kinds = {
        column.name: column.kind
        for column in table.shape.columns
        if column.name in table.positions and column.name not in known
    }
    place = Place(zone, table.is_sheet)
    raw = table.cells.frame.select(**{name: trimmed(pl.col(str(table.positions[name]))) for name in kinds})
    typed = raw.select(
        (kind.full or kind.quick)(pl.col(name), place).alias(name) for name, kind in kinds.items()
    )
    return typed.with_columns(row_no=pl.int_range(1, table.cells.frame.height + 1, eager=True))


def _typed(table: Table, place: Place) -> pl.DataFrame:
    """Type the cells of a table into the frame of its record type."""
    shape = table.shape
    kinds = {column.name: column.kind for column in shape.columns if column.name in table.positions}
    raw = table.cells.frame.select(
        "broken", **{name: trimmed(pl.col(str(table.positions[name]))) for name in kinds}
    )
    typed = raw.select(kind.quick(pl.col(name), place).alias(name) for name, kind in kinds.items())
    late = {
        name: kind.full
        for name, kind in kinds.items()
        if kind.full is not None and typed[name].null_count() > raw[name].null_count()
    }
    if late:
        typed = typed.with_columns(
            raw.select(full(pl.col(name), place).alias(name) for name, full in late.items())
        )
    schema = SCHEMAS[shape.record_type]
    aside = {column.name: pl.String() for column in shape.columns if not column.is_required}
    nothing = [
        pl.lit(None, kind).alias(name) for name, kind in {**aside, **schema}.items() if name not in kinds
    ]
    frame = typed.with_columns(nothing).with_columns(**shape.derive)
    frame = frame.with_columns(_fault(raw, typed, kinds), row_no=pl.int_range(1, pl.len() + 1))
    return frame.select(pl.col(name).cast(kind) for name, kind in schema.items())


def _fault(raw: pl.DataFrame, typed: pl.DataFrame, kinds: Mapping[str, Kind]) -> pl.Series:
    """Return the fault of each row: a broken structure first, then the first cell that could not be typed."""
    untyped = raw.select(
        pl.when(~pl.col(name).is_in(BLANKS) & typed[name].is_null()).then(pl.lit(kind.fault)).alias(name)
        for name, kind in kinds.items()
        if kind.fault is not None and typed[name].null_count() > raw[name].null_count()
    )
    broken = pl.when(raw["broken"]).then(pl.lit(BROKEN_ROW))
    return raw.select(pl.coalesce(broken, *untyped.iter_columns()).alias("fault")).to_series()
