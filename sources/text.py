"""Delimited text as landed: bytes to clean UTF-8, and a body to cells without losing a row."""

import re
from dataclasses import dataclass
from typing import Final

import polars as pl

SEPARATORS: Final = (";", ",", "\t")
_RESYNCS: Final = 64


@dataclass(frozen=True)
class Cells:
    """The data rows of one table, all text, in file order.

    `frame` has columns "0", "1", ... and `broken`: true where the structure of the row is damaged, and then
    every cell is null. Rows without any content are not rows.
    """

    frame: pl.DataFrame

    @property
    def all_broken(self) -> bool:
        """Whether there are rows and none has the width of the header."""
        return self.frame.height > 0 and bool(self.frame["broken"].all())


def clean_utf8(data: bytes) -> bytes:
    """Return the text as UTF-8 without mark and with LF line ends (from UTF-8, UTF-16 or cp1252)."""
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.decode("utf-16", errors="replace").encode()
    if not data.isascii():
        try:
            data.decode()
        except UnicodeDecodeError:
            data = data.decode("cp1252", errors="replace").encode()
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return data


def read_cells(body: bytes, separator: str, widths: tuple[int, ...]) -> Cells:
    """Split the body (header excluded) into rows of the widest of `widths` cells.

    A row with a width that is not in `widths`, or with quotes that do not close, is kept as a broken row.
    """
    for width in widths if b'"' not in body else ():
        quick = _read_regular(body, separator, width)
        if quick is not None:
            return Cells(_with_content(quick, max(widths)))
    return Cells(_read_irregular(body, separator, widths))


def _header(width: int, separator: str) -> bytes:
    return separator.join(str(position) for position in range(width)).encode() + b"\n"


def _read_csv(body: bytes, separator: str, width: int, quote: str | None) -> pl.DataFrame:
    return pl.read_csv(
        _header(width, separator) + body, separator=separator, infer_schema=False, quote_char=quote
    )


def _read_regular(body: bytes, separator: str, width: int) -> pl.DataFrame | None:
    """Read in one pass; None unless every line proves to have exactly `width` cells.

    No line is too long (the reader would raise) and the separators add up, so none is too short.
    """
    first = body[: body.find(b"\n")] if b"\n" in body else body
    if body and first.count(separator.encode()) != width - 1:
        return None
    try:
        frame = _read_csv(body, separator, width, None)
    except pl.exceptions.ComputeError:
        return None
    return frame if body.count(separator.encode()) == (width - 1) * frame.height else None


def _with_content(frame: pl.DataFrame, width: int) -> pl.DataFrame:
    """Leave out rows of empty cells, and widen to `width` cells."""
    first = frame.get_column("0")
    if first.null_count():
        frame = frame.filter(~pl.all_horizontal(pl.all().fill_null("").str.strip_chars() == ""))
    more = [pl.lit(None, pl.String).alias(str(position)) for position in range(frame.width, width)]
    return frame.with_columns(*more, broken=pl.lit(value=False))


def _read_irregular(body: bytes, separator: str, widths: tuple[int, ...]) -> pl.DataFrame:
    lines = pl.read_lines(body).get_column("line")
    quote = '"' if b'"' in body else None
    records = _records(lines, separator, widths) if quote else _unquoted(lines, separator, widths)
    blank = rf"^[\s{re.escape(separator)}]*$"
    records = records.filter(~pl.col("line").str.contains(blank))
    sound = records.get_column("is_sound")
    text = (records.get_column("line").filter(sound).str.join("\n").item() or "").encode()
    cells = _read_csv(text, separator, max(widths), quote)
    place = pl.when(sound).then(sound.cum_sum().cast(pl.Int64) - 1)
    return cells.select(pl.all().gather(place)).with_columns(broken=~sound)


def _unquoted(lines: pl.Series, separator: str, widths: tuple[int, ...]) -> pl.DataFrame:
    count = pl.col("line").str.count_matches(separator, literal=True) + 1
    return lines.to_frame("line").select("line", is_sound=count.is_in(list(widths)))


def _sound(separator: str, widths: tuple[int, ...]) -> pl.Expr:
    mark = re.escape(separator)
    cell = rf'(?:"(?:[^"]|"")*"|[^{mark}"\n][^{mark}\n]*|)'
    closes = pl.col("line").str.count_matches('"', literal=True) % 2 == 0
    return closes & pl.any_horizontal(
        pl.col("line").str.contains(rf"^(?:{cell}{mark}){{{width - 1}}}{cell}$") for width in widths
    )


def _records(lines: pl.Series, separator: str, widths: tuple[int, ...]) -> pl.DataFrame:
    """Join lines that a quoted line break split, and start afresh after a quote that never closes."""
    frame = lines.to_frame("line").with_columns(
        odd=pl.col("line").str.count_matches('"', literal=True) % 2 == 1
    )
    sound = _sound(separator, widths)
    if not frame.get_column("odd").any():
        return frame.select("line", is_sound=sound)
    frame = frame.with_row_index("at")
    for _ in range(_RESYNCS):
        inside = pl.col("odd").cast(pl.Int64).cum_sum().shift(1, fill_value=0) % 2 == 1
        records = (
            frame.with_columns(record=(~inside).cum_sum())
            .group_by("record", maintain_order=True)
            .agg(pl.col("line").str.join("\n"), pl.col("at").first(), lines=pl.len())
            .with_columns(is_sound=sound)
        )
        lost = records.filter(~pl.col("is_sound") & (pl.col("lines") > 1)).get_column("at")
        if lost.is_empty():
            return records.select("line", "is_sound")
        frame = frame.with_columns(odd=pl.col("odd") & (pl.col("at") != lost[0]))
    return frame.select("line", is_sound=sound)
