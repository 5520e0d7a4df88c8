"""The three forms of a hand-off as bytes: SIPD workbook, plain CSV, Parquet; same rows, same bytes."""

import csv
import datetime as dt
import io
import re
from collections.abc import Sequence
from typing import Final, Literal

import polars as pl
import xlsxwriter  # type: ignore[import-untyped] # it brings no types

from contracts.standing import MARK
from delivery.handoff.rows import MONEY_COLUMNS, SIPD_COLUMNS, TEXT_COLUMNS, HandOffRow
from delivery.wording import COMPONENTS

Form = Literal["sipd", "simple", "parquet"]
ENDINGS: Final[dict[Form, str]] = {"sipd": "xlsx", "simple": "csv", "parquet": "parquet"}
SIMPLE_COLUMNS: Final = ("NIP", "NAMA", "NILAI")
ASIDE_COLUMNS: Final = (
    *("NIP", "Nama", "Pertimbangan Objektif Lainnya", "Potongan", "Sanksi", "Penyesuaian", "Kekurangan"),
    *("Kelebihan", "Untuk Bulan", "Catatan"),
)
UNPAID_COLUMNS: Final = ("NIP", "Nama", "Hasil Hitung", "Sebab")
FORMULA_STARTS: Final = tuple("=+-@\uff1d\uff0b\uff0d\uff20")
MADE: Final = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed date, so that the same rows give the same bytes

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]+")


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula: no control characters, an apostrophe before `= + - @`."""
    bare = _CONTROL.sub(" ", text).strip()
    return f"'{bare}" if bare.startswith(FORMULA_STARTS) else bare


def money_text(amount: int | None) -> str:
    """Whole rupiah as `1.234.567,00`; empty where nothing is known."""
    return "" if amount is None else f"{amount:,}".replace(",", ".") + ",00"


def sipd_workbook(rows: Sequence[HandOffRow], unpaid: Sequence[HandOffRow], *, is_simulation: bool) -> bytes:
    """Write the 34 columns, each cell a text but `No.`; on further sheets what has no column, and who waits.

    A simulation has the mark in the first row of every sheet, and so its header in the second.
    """
    content = io.BytesIO()
    workbook = xlsxwriter.Workbook(content, {"in_memory": True})
    workbook.set_properties({"title": MARK if is_simulation else "TPP", "created": MADE})
    text = workbook.add_format({"num_format": "@"})
    bold = workbook.add_format({"bold": True})

    def sheet(name: str, columns: Sequence[str], cells: Sequence[Sequence[str | int]]) -> None:
        page = workbook.add_worksheet(name)
        top = 1 if is_simulation else 0
        if is_simulation:
            page.write_string(0, 0, MARK, bold)
        for place, column in enumerate(columns):
            page.write_string(top, place, column, bold)
        for number, row in enumerate(cells, top + 1):
            for place, cell in enumerate(row):
                if isinstance(cell, int):
                    page.write_number(number, place, cell)
                else:
                    page.write_string(number, place, cell, text)
        page.freeze_panes(top + 1, 0)

    sheet("TPP", SIPD_COLUMNS, [_sipd_cells(number, row) for number, row in enumerate(rows, 1)])
    sheet("Di luar kolom", ASIDE_COLUMNS, [cells for row in rows if (cells := _aside(row))])
    sheet("Tidak dibayar", UNPAID_COLUMNS, [_unpaid(row) for row in unpaid])
    workbook.close()
    return content.getvalue()


def _sipd_cells(number: int, row: HandOffRow) -> list[str | int]:
    texts = [harmless(row.texts[column]) for column in TEXT_COLUMNS]
    return [number, *texts, *(money_text(row.money[column]) for column in MONEY_COLUMNS)]


def _aside(row: HandOffRow) -> list[str] | None:
    """Deductions, sanctions and corrections are already inside the components; here they are named."""
    payee = row.payee
    amounts = (
        *(row.other_amount, payee.deduction_amount, payee.sanction_amount, payee.adjustment_amount),
        *(payee.arrears_amount, payee.overpaid_amount),
    )
    if not any(amounts) and not row.notes:
        return None
    person = (payee.employee_id, harmless(payee.name))
    months = ", ".join(payee.corrected_months)
    return [*person, *(money_text(amount) for amount in amounts), months, "; ".join(row.notes)]


def _unpaid(row: HandOffRow) -> list[str]:
    payee = row.payee
    cause = "ditahan" if payee.is_held else "hasil hitung nol"
    return [payee.employee_id, harmless(payee.name), money_text(payee.computed_amount), cause]


def simple_csv(rows: Sequence[HandOffRow], *, is_simulation: bool) -> bytes:
    """Write `NIP,NAMA,NILAI`: the whole incentive in rupiah, before what payroll withholds."""
    content = io.StringIO(newline="")
    writer = csv.writer(content, lineterminator="\r\n")
    if is_simulation:
        writer.writerow([MARK])
    writer.writerow(SIMPLE_COLUMNS)
    writer.writerows((row.payee.employee_id, harmless(row.payee.name), row.payee.amount) for row in rows)
    return content.getvalue().encode()


def parquet_table(rows: Sequence[HandOffRow], *, is_simulation: bool) -> bytes:
    """Write typed columns: texts as text, whole rupiah as integers, every component with its net amount."""
    money = [name for name in MONEY_COLUMNS if not name.startswith("TPP ")]
    columns: dict[str, list[object]] = {
        "skpd_code": [row.payee.skpd_code for row in rows],
        "unit_id": [row.payee.unit_id for row in rows],
        **{key(name): [row.texts[name] or None for row in rows] for name in TEXT_COLUMNS},
        **{f"{name}_amount": [row.payee.components[name] for row in rows] for name in COMPONENTS},
        "incentive_amount": [row.payee.amount for row in rows],
        "kekurangan_amount": [row.payee.arrears_amount for row in rows],
        "kelebihan_amount": [row.payee.overpaid_amount for row in rows],
        **{f"{key(name)}_amount": [row.money[name] for row in rows] for name in money},
        "notes": ["; ".join(row.notes) for row in rows],
        "is_simulation": [is_simulation for _ in rows],
    }
    kinds = {
        name: pl.Int64 if name.endswith("_amount") else pl.Boolean if name == "is_simulation" else pl.String
        for name in columns
    }
    content = io.BytesIO()
    pl.DataFrame(columns, schema=kinds).write_parquet(content)
    return content.getvalue()


def key(column: str) -> str:
    """`Jumlah TPP` as `jumlah_tpp`."""
    return re.sub(r"[^a-z0-9]+", "_", column.lower()).strip("_")
