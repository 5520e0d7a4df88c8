"""Findings of the gates: their columns, and their sentences filled from columns, vectorised."""

import re
from collections.abc import Iterable
from typing import Final

import polars as pl

FINDINGS: Final = pl.Schema(
    {
        "agency_id": pl.String,
        "month": pl.String,
        "unit_id": pl.String,
        "employee_id": pl.String,
        "gate": pl.String,
        "severity": pl.String,
        "rule_code": pl.String,
        "message": pl.String,
        "rows": pl.Int64,
        "people": pl.Int64,
    }
)
_COUNTS: Final = ("rows", "people")
_UNKNOWN: Final = "tidak diketahui"


def stack(parts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Put findings below each other, the heaviest and first agency first; no part gives an empty frame."""
    weight = pl.col("severity").replace_strict(
        {"block": 0, "hold": 1, "warn": 2}, default=3, return_dtype=pl.Int8
    )
    return pl.concat([FINDINGS.to_frame(), *parts]).sort(
        "agency_id", weight, "rule_code", "unit_id", "employee_id", "message", nulls_last=False
    )


def findings(
    found: pl.DataFrame,
    *,
    month: str,
    gate: str,
    severity: str | pl.Expr,
    rule_code: str | pl.Expr,
    message: str | pl.Expr,
) -> pl.DataFrame:
    """Return FINDINGS, one for each row of `found`.

    found: agency_id, and unit_id, employee_id, rows, people where known. A message given as
    text is a template whose `{names}` are columns of `found`.
    """
    lost = [
        pl.lit(0 if name in _COUNTS else None, FINDINGS[name]).alias(name)
        for name in ("unit_id", "employee_id", *_COUNTS)
        if name not in found.columns
    ]
    named = {"gate": gate, "severity": severity, "rule_code": rule_code}
    constant = {name: pl.lit(value) if isinstance(value, str) else value for name, value in named.items()}
    return (
        found.with_columns(lost)
        .with_columns(
            pl.lit(month).alias("month"),
            (worded(message, found) if isinstance(message, str) else message).alias("message"),
            **constant,
        )
        .select(pl.col(name).cast(dtype) for name, dtype in FINDINGS.items())
    )


def worded(template: str, found: pl.DataFrame) -> pl.Expr:
    """Sentence of each row: the template with its `{names}` replaced; numbers get points, nulls a word.

    Raises KeyError for a name that is no column.
    """
    parts = []
    for position, part in enumerate(re.split(r"\{(\w+)\}", template)):
        if position % 2 == 0:
            parts.append(pl.lit(part))
        elif found.schema[part].is_integer():
            parts.append(grouped(pl.col(part)))
        else:
            parts.append(pl.col(part).cast(pl.String).fill_null(_UNKNOWN))
    return pl.concat_str(parts)


def placeholders(template: str) -> set[str]:
    """Names between braces in a template."""
    return set(re.findall(r"\{(\w+)\}", template))


def grouped(count: pl.Expr) -> pl.Expr:
    """Whole number that is not negative with points between thousands; null is 0."""
    digits = count.fill_null(0).cast(pl.String).str.reverse().str.replace_all(r"(\d{3})", "${1}.")
    return digits.str.reverse().str.strip_chars_start(".")


def masked(text: pl.Expr) -> pl.Expr:
    """Text without runs of digits that could be somebody's NIP, NIK or account."""
    return text.str.replace_all(r"\d{10,}", "(nomor)")
