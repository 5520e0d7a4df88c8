"""Scalar types of the policy language: exact numbers, times of day, named choices."""

import re
from decimal import Decimal, InvalidOperation
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

E4 = 10_000
CLASSES = range(1, 18)
WEEKDAYS = ("sen", "sel", "rab", "kam", "jum", "sab", "min")

Component = Literal[
    "beban_kerja",
    "prestasi_kerja",
    "tempat_bertugas",
    "kondisi_kerja",
    "kelangkaan_profesi",
    "pertimbangan_objektif_lainnya",
]
Status = Literal["law", "reported", "illustrative"]
RoundingMode = Literal["half_up", "floor", "half_even"]
MissingRule = Literal["hold", "redistribute", "carry", "unit"]
Base = Literal["basic", "earned"]
Apply = Literal["line", "inside"]
Period = Literal["month", "quarter", "semester", "year"]


def exact(value: object) -> Decimal:
    """Read an exact number from an int or a quoted decimal with at most four decimals."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise ValueError(  # noqa: TRY004  # pydantic makes faults of ValueErrors only
            'harus bilangan bulat atau desimal dalam tanda kutip, mis. 40 atau "0.5"'
        )
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise ValueError(f'{value!r} bukan bilangan; tulis mis. 40 atau "0.5"') from None
    if not number.is_finite() or number != round(number, 4):
        raise ValueError(f"{value!r} harus bilangan berhingga dengan paling banyak empat desimal")
    return number


def minute_of_day(value: object) -> int:
    """Minutes after local midnight of a time written `"07.30"` or `"07:30"`."""
    match = re.fullmatch(r"([01]?\d|2[0-3])[.:]([0-5]\d)", value) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f'{value!r} bukan jam; tulis dalam tanda kutip, mis. "07.30"')
    return int(match[1]) * 60 + int(match[2])


def month_text(value: object) -> str:
    """Accept `YYYY-MM` only."""
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", value):
        raise ValueError(f'{value!r} bukan bulan; tulis mis. "2026-01"')
    return value


def e4(value: Decimal | int) -> int:
    """Scale an exact number by 10^4."""
    return int(Decimal(value) * E4)


Exact = Annotated[Decimal, BeforeValidator(exact)]
Points = Annotated[Exact, Field(ge=0)]
Percent = Annotated[Exact, Field(ge=0, le=100)]
Weight = Annotated[Exact, Field(ge=0, le=100)]
Score = Annotated[Exact, Field(ge=0, le=100)]
Rupiah = Annotated[int, Field(ge=0, le=10**12)]
Count = Annotated[int, Field(ge=0, le=100_000)]
Decimals = Annotated[int, Field(ge=0, le=4)]
Minute = Annotated[int, BeforeValidator(minute_of_day), Field(ge=0, le=2880)]
Month = Annotated[str, BeforeValidator(month_text)]
