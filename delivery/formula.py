"""A line's arithmetic as a person writes it: in words, with the values, exact before rounding."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TypedDict

from delivery.catalogue import Row
from delivery.wording import decimal_text, exact_rupiah, fraction_text, percent_text, rupiah, term

# Steps that people count in days, so 10/20 workdays stays 10/20 and does not become 50 %.
COUNTED = ("hari",)
E4 = 1_000_000
MONTH_DAYS = 31

# What the steps that keep a part of the whole are called; a line of its own kind starts from its exact value.
KEPT = {
    "ambang": "yang tetap dibayar menurut ambang",
    "potongan": "sisa sesudah potongan",
    "sanksi": "sisa sesudah sanksi",
}

# The steps of a line that mends an earlier month.
CORRECTED = {
    "seharusnya": "yang seharusnya",
    "sudah_dibayar": "yang sudah dibayar",
    "belum_diambil": "yang belum diambil",
}


class Factor(TypedDict):
    """One unrounded step of a line, in its order.

    `operation` is start, multiply, add, weigh or subtract; `label` is in words, `value_text` the exact value
    as shown, `derivation` what an added amount is made of.
    """

    ordinal: int
    factor_kind: str
    operation: str
    label: str
    numerator: int
    denominator: int
    value_text: str
    aspect: str | None
    score_e4: int | None
    is_assumed: bool
    rule_id: str | None
    derivation: str | None


def factor_of(row: Row, derivation: str | None = None) -> Factor:
    """Typed step from a row of marts.incentive_line_factors; a score of 100 is 1_000_000."""
    numerator, denominator = int(row["numerator"]), int(row["denominator"])
    kind, operation = str(row["factor_kind"]), str(row["operation"])
    aspect = str(row["label"]) if kind == "nilai" else None
    score_e4 = row.get("score_e4")
    return {
        "ordinal": int(row["ordinal"]),
        "factor_kind": kind,
        "operation": operation,
        "label": _label(kind, operation, row["label"]),
        "numerator": numerator,
        "denominator": denominator,
        "value_text": _weighed_text(numerator, denominator, score_e4)
        or _value_text(kind, operation, numerator, denominator),
        "aspect": aspect,
        "score_e4": score_e4,
        "is_assumed": bool(row.get("is_assumed")),
        "rule_id": row["rule_id"],
        "derivation": derivation,
    }


def _label(kind: str, operation: str, written: str | None) -> str:
    if kind == "nilai":
        return f"bobot × nilai {term(written)}"
    if kind == "plt":
        return "tambahan pelaksana tugas"
    if kind == "sisa":
        return "bagian lain yang sudah dibulatkan"
    if kind in CORRECTED or (kind in KEPT and operation == "multiply"):
        return {**KEPT, **CORRECTED}[kind]
    if kind == "hari":
        return "bagian bulan yang dibayar"
    return f"dasar {term(written)}" if kind == "pokok" else term(written or kind)


def _value_text(kind: str, operation: str, numerator: int, denominator: int) -> str:
    if denominator == 0:
        return fraction_text(numerator, denominator)
    value = Fraction(numerator, denominator)
    if operation in {"add", "start", "subtract"}:
        return exact_rupiah(value)
    if kind in COUNTED:
        return days_text(numerator, denominator)
    return percent_text(value) or fraction_text(value.numerator, value.denominator)


def weight_of(numerator: int, denominator: int, score_e4: int | None) -> Fraction | None:
    """Weight inside a weighed step, which is weight times score; None where the score does not tell it."""
    if not score_e4 or not denominator:
        return None
    return Fraction(numerator, denominator) / Fraction(score_e4, E4)


def _weighed_text(numerator: int, denominator: int, score_e4: int | None) -> str | None:
    weight = weight_of(numerator, denominator, score_e4)
    if weight is None or score_e4 is None:
        return None
    parts = percent_text(weight), percent_text(Fraction(score_e4, E4))
    return f"{parts[0]} × {parts[1]}" if parts[0] and parts[1] else None


def days_text(numerator: int, denominator: int) -> str:
    """Write a share of the month in days, `10/20`; days are counted x 10^6, what is no month is reduced."""
    days = decimal_text(Fraction(numerator, E4))
    if denominator % E4 == 0 and denominator // E4 <= MONTH_DAYS and days:
        return f"{days}/{denominator // E4}"
    share = Fraction(numerator, denominator)
    return f"{share.numerator}/{share.denominator}"


def rounded(value: Fraction, mode: str) -> int:
    """Round once to a whole number: half_up (ties away from zero), floor or half_even."""
    if mode == "floor":
        return value.numerator // value.denominator
    if mode == "half_even":
        return round(value)
    sign = -1 if value < 0 else 1
    return sign * int(abs(value) + Fraction(1, 2))


def in_words(basis: str, factors: Sequence[Factor]) -> str:
    """Write the formula by the labels of its steps; `basis` names the start of a line without one."""
    return _written(basis, factors, lambda factor: factor["label"])


def with_values(basis_amount: int, factors: Sequence[Factor]) -> str:
    """Write the same formula with the values in it."""
    return _written(rupiah(basis_amount), factors, lambda factor: factor["value_text"])


def recomputed(basis_amount: int, factors: Sequence[Factor]) -> Fraction:
    """Exact rupiah of a line from its steps.

    start sets the running value (the basis where there is none), multiply and add change it, the weigh steps
    are summed and multiply it once, subtract comes last. A step over zero raises ZeroDivisionError.
    """
    value, weighed, weighs, subtracted = Fraction(basis_amount), Fraction(0), 0, Fraction(0)
    for factor in factors:
        step = Fraction(factor["numerator"], factor["denominator"])
        if factor["operation"] == "start":
            value = step
        elif factor["operation"] == "multiply":
            value *= step
        elif factor["operation"] == "add":
            value += step
        elif factor["operation"] == "subtract":
            subtracted += step
        else:
            weighed, weighs = weighed + step, weighs + 1
    return (value * weighed if weighs else value) - subtracted


def _written(start: str, factors: Sequence[Factor], shown: Callable[[Factor], str]) -> str:
    text, is_sum = start, False
    before, after = _around_weigh(factors)
    for factor in before:
        if factor["operation"] == "start":
            text, is_sum = shown(factor), False
        elif factor["operation"] == "add":
            text, is_sum = f"{text} + {shown(factor)}", True
        else:
            text, is_sum = f"{_bracketed(text, is_sum)} × {shown(factor)}", False
    weighed = [shown(factor) for factor in factors if factor["operation"] == "weigh"]
    if weighed:
        total = " + ".join(weighed)
        text, is_sum = f"{_bracketed(text, is_sum)} × {f'({total})' if len(weighed) > 1 else total}", False
    for factor in after:
        text, is_sum = f"{_bracketed(text, is_sum)} × {shown(factor)}", False
    for factor in factors:
        if factor["operation"] == "subtract":
            text = f"{text} - {shown(factor)}"
    return text


def _bracketed(text: str, is_sum: bool) -> str:
    return f"({text})" if is_sum else text


def _around_weigh(factors: Sequence[Factor]) -> tuple[list[Factor], list[Factor]]:
    """Split the steps written before the weighed sum from those multiplied after it; an add stands before."""
    places = [at for at, factor in enumerate(factors) if factor["operation"] == "weigh"]
    last = places[-1] if places else len(factors)
    steps = [
        (at, factor) for at, factor in enumerate(factors) if factor["operation"] not in {"weigh", "subtract"}
    ]
    is_after = {at for at, factor in steps if at > last and factor["operation"] == "multiply"}
    if any(at > last and at not in is_after for at, _ in steps):
        is_after = set()
    return [factor for at, factor in steps if at not in is_after], [factors[at] for at in sorted(is_after)]
