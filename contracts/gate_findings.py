"""Findings of the gates: their columns, and their sentences filled from columns, vectorised."""

import re
from collections.abc import Iterable
from typing import Final

import polars as pl

from contracts.finding_ids import finding_id

FINDINGS: Final = pl.Schema(
    {
        "agency_id": pl.String,
        "month": pl.String,
        "finding_id": pl.String,
        "unit_id": pl.String,
        "employee_id": pl.String,
        "gate": pl.String,
        "feed": pl.String,
        "severity": pl.String,
        "rule_code": pl.String,
        "subject": pl.String,
        "title": pl.String,
        "message": pl.String,
        "action": pl.String,
        "rows": pl.Int64,
        "people": pl.Int64,
        "at_risk_amount": pl.Int64,
        "files": pl.String,
        "is_cleared": pl.Boolean,
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
    rule_code: str,
    title: str,
    message: str | pl.Expr,
    action: str | pl.Expr,
) -> pl.DataFrame:
    """Return FINDINGS, one for each row of `found`, not yet identified.

    found: agency_id, and any other column of FINDINGS that is known. `subject` is what makes a finding one of
    its own beside agency, unit, person, feed and rule. Message and action given as text are templates whose
    `{names}` are columns of `found`. A null at_risk_amount is filled by `at_risk.weighed`.
    """
    lost = [
        pl.lit(0 if name in _COUNTS else None, dtype).alias(name)
        for name, dtype in FINDINGS.items()
        if name not in found.columns
    ]
    said = {"message": message, "action": action}
    told = [
        (worded(text, found) if isinstance(text, str) else text).alias(name) for name, text in said.items()
    ]
    named = {"month": month, "gate": gate, "severity": severity, "rule_code": rule_code, "title": title}
    constant = {name: pl.lit(value) if isinstance(value, str) else value for name, value in named.items()}
    return (
        found.with_columns(lost)
        .with_columns(*told, **constant)
        .select(pl.col(name).cast(dtype) for name, dtype in FINDINGS.items())
    )


def identified(found: pl.DataFrame, key: str = "") -> pl.DataFrame:
    """Return FINDINGS with their ids; findings that are alike but for their words are numbered.

    key: of the home, for the ids of people's findings.
    """
    parts = ["agency_id", "unit_id", "feed", "rule_code", "subject", "employee_id"]
    again = pl.int_range(pl.len()).over(parts)
    numbered = found.with_columns(pl.col("subject").fill_null("")).with_columns(
        _key=pl.when(again > 0).then(pl.format("{}#{}", "subject", again)).otherwise("subject")
    )
    keys = numbered.select("agency_id", "unit_id", "feed", "rule_code", "_key", "employee_id", pl.lit(key))
    ids = pl.Series("finding_id", [finding_id(*each) for each in keys.iter_rows()], dtype=pl.String)
    return numbered.with_columns(ids).select(FINDINGS.names())


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
