"""Workbooks as landed: every cell as text, every sheet once."""

from collections.abc import Iterator
from typing import Final

import fastexcel
import polars as pl

from sources.refusals import Refused

MAGIC: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_DOUBLE_STEP: Final = 32
_LOST_DIGITS: Final = 1000
_LONG: Final = r"^\d{18}$"


def read_sheets(data: bytes) -> Iterator[pl.DataFrame]:
    """Yield each sheet as a frame of text cells with columns "0", "1", ...; dates come as ISO text.

    Raises Refused (`excel_rusak`) when the workbook cannot be opened.
    """
    try:
        book = fastexcel.read_excel(data)
        for number in range(len(book.sheet_names)):
            sheet = book.load_sheet(number, header_row=None, dtypes="string").to_polars()
            sheet.columns = [str(position) for position in range(sheet.width)]
            yield _show_lost_digits(sheet)
    except fastexcel.FastExcelError as error:
        raise Refused(
            "excel_rusak", "Berkas Excel rusak atau terkunci; simpan ulang sebagai XLSX tanpa sandi atau CSV."
        ) from error


def _show_lost_digits(sheet: pl.DataFrame) -> pl.DataFrame:
    """Show 18 digit numbers that a spreadsheet kept as a double as it does itself: ending in 000.

    A double of that size is a multiple of 32; text is so once in 32 times, hence the share of the column.
    """
    if sheet.is_empty():
        return sheet
    is_long = pl.all().str.contains(_LONG)
    is_double = is_long & (pl.all().cast(pl.Int64, strict=False) % _DOUBLE_STEP == 0)
    long, double = (sheet.select(count.sum()).row(0) for count in (is_long, is_double))
    damaged = [
        name for name, n, d in zip(sheet.columns, long, double, strict=True) if 2 * (d or 0) > (n or 0)
    ]
    if not damaged:
        return sheet
    number = pl.col(damaged).cast(pl.Int64, strict=False)
    shown = (number + _LOST_DIGITS // 2) // _LOST_DIGITS * _LOST_DIGITS
    is_damaged = pl.col(damaged).str.contains(_LONG) & (number % _DOUBLE_STEP == 0)
    return sheet.with_columns(pl.when(is_damaged).then(shown.cast(pl.String)).otherwise(pl.col(damaged)))
