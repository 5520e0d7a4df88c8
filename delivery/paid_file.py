"""Reading what was paid: a CSV or XLSX in which a NIP and an amount stand somewhere under a header."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import Path
from typing import NamedTuple

from delivery.errors import PaidFileError

NIP_HEADERS = ("nip", "nipbaru", "nipnippppk", "nippppk", "nippegawai", "employeeid")
AMOUNT_HEADERS = (
    "nilai",
    "nilaidibayar",
    "nilaitpp",
    "jumlahtpp",
    "jumlahdibayar",
    "jumlahditerima",
    "tppdibayar",
    "tpp",
    "jumlah",
    "total",
)
SUMS = ("jumlah", "total")
NIP_DIGITS = 18
EXCEL_DIGITS = 15
HEADER_WITHIN = 30
SEPARATORS = (";", ",", "\t")
EXPECTED = "kolom NIP dan kolom NILAI (atau Jumlah TPP, Jumlah, TPP)"

_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_SCIENTIFIC = re.compile(r"(\d)[.,]?(\d*)[eE]\+?17")


class PaidRow(NamedTuple):
    """One paid amount: whole rupiah, `is_fractional` when the file had a part of a rupiah (half-up here).

    `employee_id` is the NIP without blanks and marks; `prefix` are the digits that Excel has left of it.
    """

    row_no: int
    employee_id: str
    amount: int
    is_fractional: bool
    prefix: str | None


class Unreadable(NamedTuple):
    """A row whose NIP or amount cannot be read; `row_no` counts rows of the sheet from 1."""

    row_no: int
    content: str


class PaidTable(NamedTuple):
    """What the file says and what of it could not be read."""

    rows: list[PaidRow]
    unreadable: list[Unreadable]


def read_paid(path: Path) -> PaidTable:
    """Read the first sheet or the text that has a header with NIP and an amount.

    Amounts may be `1.234.567,00`, `Rp 1.234.567`, `1234567.5` or a number of a spreadsheet, never a binary
    float here. Raises PaidFileError when the file is absent or has no such header or row.
    """
    if not path.is_file():
        raise PaidFileError(f"Berkas {path} tidak ada.")
    for sheet in _sheets(path):
        found = _header(sheet)
        if found is not None:
            return _paid(sheet, *found, path)
    raise PaidFileError(f"Berkas {path.name} tidak memuat {EXPECTED}.")


def _sheets(path: Path) -> Iterator[list[list[str]]]:
    with path.open("rb") as stream:
        start = stream.read(4)
    if start == b"PK\x03\x04":
        yield from _workbook(path)
        return
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    for separator in SEPARATORS:
        try:
            yield list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
        except csv.Error as error:
            raise PaidFileError(f"Berkas {path.name} bukan CSV yang utuh ({error}).") from error


def _workbook(path: Path) -> Iterator[list[list[str]]]:
    import fastexcel  # noqa: PLC0415 - only who compares a workbook pays for it

    try:
        workbook = fastexcel.read_excel(path)
        for name in workbook.sheet_names:
            table = workbook.load_sheet(name, header_row=None, dtypes="string").to_arrow()
            columns = [column.to_pylist() for column in table.columns]
            yield [[cell or "" for cell in row] for row in zip(*columns, strict=True)]
    except fastexcel.FastExcelError as error:
        raise PaidFileError(f"Berkas {path.name} bukan XLSX yang utuh.") from error


def _header(sheet: Sequence[Sequence[str]]) -> tuple[int, int, int] | None:
    """(row, NIP column, amount column), by the first wanted header that is there."""
    for number, row in enumerate(sheet[:HEADER_WITHIN]):
        names = [re.sub(r"[^a-z]", "", cell.lower()) for cell in row]
        nip = next((names.index(name) for name in NIP_HEADERS if name in names), None)
        amount = next((names.index(name) for name in AMOUNT_HEADERS if name in names), None)
        if nip is not None and amount is not None:
            return number, nip, amount
    return None


def _paid(sheet: Sequence[Sequence[str]], header: int, nip: int, amount: int, path: Path) -> PaidTable:
    read: list[PaidRow] = []
    unreadable: list[Unreadable] = []
    for row_no, row in enumerate(sheet[header + 1 :], header + 2):
        nip_text = _clean_nip(row[nip] if nip < len(row) else "")
        amount_text = row[amount].strip() if amount < len(row) else ""
        cells = [cell.strip() for cell in row if cell.strip()]
        if not cells or any(cell.lower().startswith(SUMS) for cell in cells if not nip_text[:1].isdigit()):
            continue
        value = _money(amount_text)
        if value is None or not nip_text[:1].isdigit():
            unreadable.append(Unreadable(row_no, " | ".join(cells)))
            continue
        whole = int(value.to_integral_value(ROUND_HALF_UP))
        read.append(PaidRow(row_no, nip_text, whole, whole != value, _prefix(nip_text)))
    if not read:
        raise PaidFileError(f"Berkas {path.name} tidak memuat satu baris pun dengan NIP dan jumlah.")
    return PaidTable(read, unreadable)


def _clean_nip(text: str) -> str:
    """Strip the marks that spreadsheets leave; digits only where it is a number at all."""
    bare = re.sub(r"^nip\.?", "", re.sub(r"[\s\u00a0'’`\ufeff]", "", text), flags=re.IGNORECASE)
    if _SCIENTIFIC.fullmatch(bare):
        return bare
    bare = re.sub(r"\.0+$", "", bare)
    digits = bare.replace(".", "").replace("-", "")
    return digits if digits.isdigit() else bare


def _prefix(nip: str) -> str | None:
    """Digits that survived Excel: fifteen of a number, whose rest is 000 or a float's; fewer of 1E+17."""
    if scientific := _SCIENTIFIC.fullmatch(nip):
        return scientific[1] + scientific[2]
    is_cut = nip.isdigit() and len(nip) == NIP_DIGITS and (nip.endswith("000") or int(float(nip)) == int(nip))
    return nip[:EXCEL_DIGITS] if is_cut else None


def _money(text: str) -> Decimal | None:
    """Exact value of a written amount; blank and `-` are 0, brackets are negative, None is unreadable."""
    bare = re.sub(r"(?i)^rp\.?", "", re.sub(r"[\s\u00a0]", "", text)).removesuffix(",-")
    if bare in {"", "-"}:
        return Decimal(0)
    negative = bare.startswith("-") or (bare.startswith("(") and bare.endswith(")"))
    bare = bare.strip("-()")
    if re.fullmatch(_THOUSANDS, bare) and len({"." in bare, "," in bare}) == 2:  # noqa: PLR2004 - one kind of mark
        bare = bare.replace(".", "").replace(",", "")
    elif bare.rfind(",") > bare.rfind("."):
        bare = bare.replace(".", "").replace(",", ".")
    else:
        bare = bare.replace(",", "")
    try:
        value = Decimal(bare)
    except InvalidOperation:
        return None
    return None if not value.is_finite() else -value if negative else value
