"""How the demo puts files into the landing folder, the same bytes every time."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
import polars.selectors as cs
import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

CREATED = dt.datetime(2026, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)


@dataclass(frozen=True)
class TextStyle:
    """How one agency's programs write a text table."""

    separator: str = ","
    encoding: str = "utf-8"
    crlf: bool = False
    date_format: str = "%Y-%m-%d"
    quote_all: bool = False

    def cells(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the frame with dates and flags as the text that the program exports."""
        return frame.with_columns(
            cs.date().dt.strftime(self.date_format),
            cs.boolean().cast(pl.Int8),
        )


@dataclass
class Landing:
    """Writes below `root` and counts what it wrote."""

    root: Path
    files: int = 0
    rows: int = 0
    paths: list[str] = field(default_factory=list)

    def table(self, path: str, frame: pl.DataFrame, style: TextStyle) -> str:
        """Write a delimited text file with a header; returns the path below the root."""
        text = style.cells(frame).write_csv(
            separator=style.separator,
            line_terminator="\r\n" if style.crlf else "\n",
            quote_style="always" if style.quote_all else "necessary",
        )
        return self.raw(path, text.encode(style.encoding), rows=frame.height)

    def lines(self, path: str, lines: pl.Series, *, crlf: bool = False) -> str:
        """Write a text file without header, one line per item."""
        text = lines.to_frame().write_csv(
            include_header=False, quote_style="never", line_terminator="\r\n" if crlf else "\n"
        )
        return self.raw(path, text.encode(), rows=len(lines))

    def workbook(
        self, path: str, frame: pl.DataFrame, *, sheet: str = "Sheet1", top: int = 0, left: int = 0
    ) -> str:
        """Write an XLSX with the header in row `top`, column `left`; dates stay date cells."""
        target = self._target(path)
        options = {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False}
        with xlsxwriter.Workbook(target, options) as book:
            book.set_properties({"created": CREATED})
            page = book.add_worksheet(sheet)
            page.write_row(top, left, frame.columns)
            for position, column in enumerate(_cells(frame)):
                page.write_column(top + 1, left + position, column)
        return self._count(path, frame.height)

    def raw(self, path: str, content: bytes, *, rows: int = 0) -> str:
        """Write bytes as they are."""
        self._target(path).write_bytes(content)
        return self._count(path, rows)

    def _target(self, path: str) -> Path:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        return target

    def _count(self, path: str, rows: int) -> str:
        self.files += 1
        self.rows += rows
        return path


def _cells(frame: pl.DataFrame) -> list[Sequence[Any]]:
    plain = frame.with_columns(cs.boolean().cast(pl.Int8))
    return [plain[name].to_list() for name in plain.columns]
