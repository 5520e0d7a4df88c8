"""Which shape a landed file has, told from its content: the header decides, never the file's name."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from sources.catalogue import ATTLOG, ATTLOG_WIDTHS, SHAPES, mapped_case_log
from sources.feeds import FEEDS
from sources.origins import take_origins
from sources.refusals import Refused
from sources.shapes import Shape, key
from sources.sheets import MAGIC, read_sheets
from sources.text import SEPARATORS, Cells, clean_utf8, read_cells

UNKNOWN: Final = "bentuk_tidak_dikenal"
_HEADER_LINES: Final = 10
_ATTLOG_LINES: Final = 50
_ATTLOG_SAMPLE: Final = 10_000
_PUNCH: Final = r"^[ \t]*[^\s,;|]+[ ]*{}\d{{4}}-\d{{2}}-\d{{2}} \d{{2}}:\d{{2}}:\d{{2}}{}"
_WRONG_SEPARATORS: Final = ("|", "^", "~", ":", "#")
_HTML: Final = re.compile(rb"\s*<(!doctype|html|head|body|table|\?xml|meta|script|!--)", re.IGNORECASE)


@dataclass(frozen=True)
class Table:
    """The rows of a recognised file: its shape, our column -> position of the cell, and the text cells.

    `origins`: the landed rows that rows of this file take the place of, as `sources.origins` names them.
    """

    shape: Shape
    positions: Mapping[str, int]
    cells: Cells
    is_sheet: bool = False
    origins: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Header:
    """A line that may be the header: its names, the line's number, and the separator in text."""

    names: Sequence[str]
    line: int
    separator: str = ""


def recognise(data: bytes, feed: str, mapping: Mapping[str, str] | None = None) -> Table:
    """Return the table of a landed file.

    Raises Refused with `feed_tidak_dikenal`, `berkas_kosong`, `berkas_html`, `excel_rusak`, `pemisah_salah`,
    `kolom_hilang` or `bentuk_tidak_dikenal`.
    """
    if feed not in FEEDS:
        raise Refused(
            "feed_tidak_dikenal", f"Folder {feed} tidak dikenal; pindahkan berkas ke folder feed yang benar."
        )
    shapes = [shape for shape in SHAPES if shape.record_type in FEEDS[feed]]
    if mapping and "case_task" in FEEDS[feed]:
        shapes.insert(0, mapped_case_log(mapping))
    if data.startswith(MAGIC):
        return _from_workbook(data, feed, shapes)
    text = clean_utf8(data)
    if not text.strip(b"\x00 \t\n\x1a"):
        raise Refused(
            "berkas_kosong", "Berkas kosong; kirim ulang berkas yang berisi data.", _expected(feed, shapes)
        )
    if _HTML.match(text):
        raise Refused(
            "berkas_html",
            "Berkas adalah halaman web (HTML), bukan data; unduh ulang sebagai CSV atau XLSX.",
            _expected(feed, shapes),
        )
    return _from_text(text, feed, shapes)


def _from_workbook(data: bytes, feed: str, shapes: Sequence[Shape]) -> Table:
    headers: list[_Header] = []
    for sheet in read_sheets(data):
        rows = sheet.head(_HEADER_LINES).rows()
        candidates = [_Header([name or "" for name in row], line) for line, row in enumerate(rows)]
        match = _best(candidates, shapes)
        if match is not None:
            header, shape, positions = match
            body = sheet.slice(header.line + 1)
            is_blank = pl.all_horizontal(pl.all().fill_null("").str.strip_chars() == "")
            cells = Cells(body.filter(~is_blank).with_columns(broken=pl.lit(value=False)))
            cells, origins = take_origins(cells, header.names, positions.values())
            return Table(shape, positions, cells, is_sheet=True, origins=origins)
        headers += candidates
    if not any(any(header.names) for header in headers):
        raise Refused(
            "berkas_kosong",
            "Berkas Excel kosong; kirim ulang berkas yang berisi data.",
            _expected(feed, shapes),
        )
    raise _unknown(headers, feed, shapes)


def _from_text(text: bytes, feed: str, shapes: Sequence[Shape]) -> Table:
    if "punch" in FEEDS[feed] and _has_punches(text, "\t", "\t"):
        cells = read_cells(text, "\t", ATTLOG_WIDTHS)
        return Table(ATTLOG, ATTLOG.positions(["0", "1", "2", "3", "4"]), cells)
    headers = list(_headers(text))
    match = _best(headers, shapes)
    if match is None:
        if "punch" in FEEDS[feed] and _has_punches(text, "[,; |]*", "[,; |]"):
            raise _wrong_separator(feed, shapes)
        refusal = _unknown(headers, feed, shapes)
        if refusal.code == UNKNOWN and _best(list(_headers(text, _WRONG_SEPARATORS)), shapes):
            refusal = _wrong_separator(feed, shapes)
        raise refusal
    header, shape, positions = match
    body = _after(text, header.line)
    cells = read_cells(body, header.separator, (len(header.names),))
    if cells.all_broken and _fits_another(body, header):
        raise _wrong_separator(feed, shapes)
    cells, origins = take_origins(cells, header.names, positions.values())
    return Table(shape, positions, cells, origins=origins)


def _has_punches(text: bytes, before: str, after: str) -> bool:
    """Whether half of the first lines are a PIN and a moment between these separators."""
    pattern = re.compile(_PUNCH.format(before, after))
    sample = text[:_ATTLOG_SAMPLE].decode(errors="replace").split("\n")
    filled = [line for line in sample[:_ATTLOG_LINES] if line.strip()]
    hits = sum(1 for line in filled if pattern.match(line))
    return hits > 0 and 2 * hits >= len(filled)


def _headers(text: bytes, separators: Sequence[str] = SEPARATORS) -> Iterator[_Header]:
    lines = text.split(b"\n", _HEADER_LINES)[:_HEADER_LINES]
    for number, line in enumerate(lines):
        for separator in separators:
            if separator.encode() in line:
                yield _Header(next(csv.reader([line.decode()], delimiter=separator)), number, separator)


def _after(text: bytes, line: int) -> bytes:
    start = 0
    for _ in range(line + 1):
        start = text.find(b"\n", start) + 1
        if not start:
            return b""
    return text[start:]


def _best(
    headers: Sequence[_Header], shapes: Sequence[Shape]
) -> tuple[_Header, Shape, dict[str, int]] | None:
    """Return the first header that has every required column of a shape; of two shapes the richer one."""
    for header in headers:
        keys = [key(name) for name in header.names]
        found = [(shape, shape.positions(keys)) for shape in shapes]
        complete = [(shape, positions) for shape, positions in found if not shape.missing(positions)]
        if complete:
            shape, positions = max(complete, key=lambda match: len(match[1]))
            return header, shape, positions
    return None


def _fits_another(body: bytes, header: _Header) -> bool:
    line = body.lstrip(b"\n").split(b"\n", 1)[0].decode()
    others = (*SEPARATORS, *_WRONG_SEPARATORS)
    return any(line.count(other) + 1 == len(header.names) for other in others if other != header.separator)


def _expected(feed: str, shapes: Sequence[Shape]) -> str:
    forms = [f"{shape.name}: {', '.join(shape.required)}" for shape in shapes]
    if "punch" in FEEDS[feed]:
        forms.append(f"{ATTLOG.name}: PIN, waktu, perangkat, status, verifikasi (TAB, tanpa judul kolom)")
    return "; ".join(forms)


def _wrong_separator(feed: str, shapes: Sequence[Shape]) -> Refused:
    return Refused(
        "pemisah_salah",
        "Pemisah kolom tidak dikenal atau berganti di dalam berkas; simpan ulang dengan titik koma.",
        _expected(feed, shapes),
    )


def _unknown(headers: Sequence[_Header], feed: str, shapes: Sequence[Shape]) -> Refused:
    """Say why no shape fits: columns missing, another feed's file, or nothing known at all."""
    expected = _expected(feed, shapes)
    nearest: tuple[float, Shape | None, list[str]] = (0.0, None, [])
    for header in headers:
        keys = [key(name) for name in header.names]
        for shape in shapes:
            missing = shape.missing(shape.positions(keys))
            share = 1 - len(missing) / len(shape.required)
            if share > nearest[0]:
                nearest = (share, shape, missing)
    share, closest, missing = nearest
    if closest is not None and 2 * share >= 1:
        return Refused(
            "kolom_hilang",
            f"Kolom {', '.join(missing)} tidak ada; tambahkan kolom itu lalu kirim ulang.",
            f"{closest.name}: {', '.join(closest.required)}",
        )
    other = _best(headers, SHAPES)
    if other is not None:
        owner = next(name for name, types in FEEDS.items() if other[1].record_type in types)
        return Refused(
            UNKNOWN,
            f"Berkas ini milik feed {owner}, bukan {feed}; pindahkan ke foldernya.",
            expected,
        )
    return Refused(
        UNKNOWN,
        f"Isi berkas tidak sesuai bentuk apa pun dari feed {feed}; periksa judul kolom lalu kirim ulang.",
        expected,
    )
