"""How the text of a cell becomes a typed value: one `Kind` for each way of writing.

A kind has a `quick` expression for the usual form and a `full` one for every form, used for a whole column
only where the quick one left a value untyped. What neither can type is null and carries the kind's fault.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl


@dataclass(frozen=True)
class Place:
    """Where a file comes from: the agency's time zone, and whether its cells come from a workbook."""

    zone: str
    is_sheet: bool = False


Typing = Callable[[pl.Expr, Place], pl.Expr]

BAD_DATE: Final = "tanggal_rusak"
BAD_NUMBER: Final = "angka_rusak"
BROKEN_ROW: Final = "baris_rusak"
BAD_CHOICE: Final = "pilihan_rusak"
BLANKS: Final = ("-", "--", "NULL", "null", "\\N", "#N/A", "N/A", "NA", "0000-00-00", "0000-00-00 00:00:00")


@dataclass(frozen=True)
class Kind:
    """A way of writing. `fault` is the code of a cell that cannot be typed; None where every text is good."""

    quick: Typing
    full: Typing | None = None
    fault: str | None = None


def trimmed(cell: pl.Expr) -> pl.Expr:
    """Return the cell without blanks around it (NBSP too), null where nothing is left."""
    bare = cell.str.strip_chars()
    return pl.when(bare != "").then(bare)


def written(cell: pl.Expr) -> pl.Expr:
    """Return the trimmed cell, null where it holds one of the marks that people write for nothing."""
    return pl.when(~cell.is_in(BLANKS)).then(cell)


# --- text


def _same(cell: pl.Expr, _: Place) -> pl.Expr:
    return cell


def _identifier(cell: pl.Expr, _: Place) -> pl.Expr:
    bare = cell.str.replace_all(r"^['’‘`]+|\s+$", "").str.strip_chars()
    return pl.when(bare != "").then(bare)


def _employee_id(cell: pl.Expr, _: Place) -> pl.Expr:
    """Take blanks, apostrophes, no-break spaces and `NIP.` off; whether it is a NIP, contracts judge."""
    bare = cell.str.replace_all(r"[\s\u{00A0}\u{200B}\u{FEFF}'’‘`]", "").str.replace(r"^(?i:NIP)[.:]*", "")
    return pl.when(~bare.is_in(["", "-"])).then(bare)


def _choice(cell: pl.Expr, _: Place) -> pl.Expr:
    return cell.str.to_lowercase().str.replace_all(r"[\s\u{00A0}]+", "_")


def _leave_type(cell: pl.Expr, place: Place) -> pl.Expr:
    return _choice(cell, place).str.strip_prefix("cuti_")


def _employment_status(cell: pl.Expr, _: Place) -> pl.Expr:
    joined = cell.str.to_uppercase().str.replace_all(r"[\s\u{00A0}_-]+", "_")
    return joined.str.replace(r"^PPPK_PARUH_WAKTU$", "PPPK_PW")


def _title(cell: pl.Expr, _: Place) -> pl.Expr:
    return cell.str.replace_all(r"[\s\u{00A0}_]+", " ").str.to_titlecase()


def _expectation(cell: pl.Expr, _: Place) -> pl.Expr:
    """Write e-Kinerja's expectations one way: `di atas`, `sesuai` or `di bawah ekspektasi`."""
    words = cell.str.to_lowercase().str.replace_all(r"[\s\u{00A0}_]+", " ")
    return words.str.replace(r"^di ?(atas|bawah)\b", "di $1")


def _flag(cell: pl.Expr, _: Place) -> pl.Expr:
    word = cell.str.to_lowercase()
    yes = word.is_in(["ya", "y", "yes", "true", "t", "1", "1.0", "plt", "plh", "pjb"])
    no = word.is_in(["tidak", "tdk", "n", "no", "false", "f", "0", "0.0", "definitif", "-"])
    return pl.when(yes).then(pl.lit(value=True)).when(no).then(pl.lit(value=False))


# --- numbers


def _plain_number(cell: pl.Expr, place: Place) -> pl.Expr:
    """`1.234.567,00`, `1,234.50`, `25 %` and `12` as text with a decimal point and nothing else.

    A single point before three digits is a thousand in text, unless only a 0 stands before it, and a decimal
    point in a workbook's number.
    """
    bare = cell.str.replace_all(r"[\s\u{00A0}'%]|^(?i:Rp)\.?", "")
    group = "{2,}" if place.is_sheet else "+"
    thousands = rf"^[+-]?[1-9]\d{{0,2}}(\.\d{{3}}){group}$"
    no_points, no_commas = (bare.str.replace_all(mark, "", literal=True) for mark in (".", ","))
    plain = (
        pl.when(bare.str.contains(r",\d*\.\d+$") | bare.str.contains(r"^[+-]?\d{1,3}(,\d{3}){2,}$"))
        .then(no_commas)
        .when(bare.str.contains(",", literal=True))
        .then(no_points.str.replace(",", ".", literal=True))
        .when(bare.str.contains(thousands))
        .then(no_points)
        .otherwise(bare)
    )
    return pl.when(plain.str.contains(r"^[+-]?\d+(\.\d+)?$")).then(plain)


def _decimal(cell: pl.Expr, place: Place) -> pl.Expr:
    return _plain_number(cell, place).cast(pl.Decimal(28, 4), strict=False)


def _whole(cell: pl.Expr, place: Place) -> pl.Expr:
    number = _decimal(cell, place)
    whole = number.cast(pl.Int64, strict=False)
    return pl.when(whole.cast(pl.Decimal(28, 4)) == number).then(whole)


def _e4(cell: pl.Expr, place: Place) -> pl.Expr:
    return (_decimal(cell, place) * 10_000).cast(pl.Int64, strict=False)


def _integer(cell: pl.Expr, _: Place) -> pl.Expr:
    return cell.cast(pl.Int64, strict=False)


_ANSWERS: Final[Mapping[str, int]] = {
    r"^(sangat mahal|tidak|buruk)": 1,
    r"^(cukup|kurang|ada)": 2,
    r"^(sangat|gratis|dikelola)": 4,
    r"^(berfungsi|baik|sesuai|mudah|cepat|murah|kompeten|mampu|sopan|ramah|puas|wajar)": 3,
}


def _answer(cell: pl.Expr, _: Place) -> pl.Expr:
    """Read an answer 1-4 from its digit or its words; a digit out of that range is kept as written."""
    digit = cell.str.extract(r"^\(?(-?\d+)(?:[.,]0+)?\s*(?:[-–=.:)].*|[^\d.,].*)?$", 1)
    word = cell.str.to_lowercase()
    worded = pl.coalesce(
        pl.when(word.str.contains(pattern)).then(pl.lit(value)) for pattern, value in _ANSWERS.items()
    )
    return pl.coalesce(digit.cast(pl.Int64, strict=False), worded.cast(pl.Int64))


TEXT: Final = Kind(_same)
CODE: Final = Kind(_identifier)
EMPLOYEE: Final = Kind(_employee_id)
CHOICE: Final = Kind(_choice)
LEAVE_TYPE: Final = Kind(_leave_type)
STATUS: Final = Kind(_employment_status)
TITLE: Final = Kind(_title)
EXPECTATION: Final = Kind(_expectation)
FLAG: Final = Kind(_flag, fault=BAD_CHOICE)
COUNT: Final = Kind(_integer, _whole, BAD_NUMBER)
E4: Final = Kind(_e4, fault=BAD_NUMBER)
ANSWER: Final = Kind(_integer, _answer, BAD_NUMBER)
