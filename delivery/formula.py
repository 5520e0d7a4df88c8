"""A line's arithmetic as a person writes it: in words, with the values, exact before rounding."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TypedDict

from delivery.catalogue import Row
from delivery.wording import exact_rupiah, fraction_text, percent_text, rupiah, term

# Steps that people count, so 10/20 workdays stays 10/20 and does not become 50 %.
COUNTED = ("proration", "day", "move", "service")


class Factor(TypedDict):
    """One unrounded step of a line, in its order.

    `value_text` is the exact value as it is shown; `operation` is multiply, add or weigh.
    """

    ordinal: int
    factor_kind: str
    operation: str
    label: str
    numerator: int
    denominator: int
    value_text: str
    rule_id: str | None
    evidence: str | None


def factor_of(row: Row) -> Factor:
    """Typed step from a row of marts.incentive_line_factors."""
    numerator, denominator = int(row["numerator"]), int(row["denominator"])
    kind, operation = str(row["factor_kind"]), str(row["operation"])
    return {
        "ordinal": int(row["ordinal"]),
        "factor_kind": kind,
        "operation": operation,
        "label": row["label"] or term(kind),
        "numerator": numerator,
        "denominator": denominator,
        "value_text": _value_text(kind, operation, numerator, denominator),
        "rule_id": row["rule_id"],
        "evidence": row["evidence"],
    }


def _value_text(kind: str, operation: str, numerator: int, denominator: int) -> str:
    if denominator == 0:
        return fraction_text(numerator, denominator)
    value = Fraction(numerator, denominator)
    if operation == "add":
        return exact_rupiah(value)
    if any(word in kind for word in COUNTED):
        return f"{numerator}/{denominator}"
    return percent_text(value) or f"{numerator}/{denominator}"


def in_words(basis: str, factors: Sequence[Factor]) -> str:
    """Write the formula by the labels of its steps."""
    return _written(basis, factors, lambda factor: factor["label"])


def with_values(basis_amount: int, factors: Sequence[Factor]) -> str:
    """Write the same formula with the values in it."""
    return _written(rupiah(basis_amount), factors, lambda factor: factor["value_text"])


def recomputed(
    basis_amount: int, factors: Sequence[Factor], without: frozenset[str] = frozenset()
) -> Fraction:
    """Exact rupiah of a line from its steps, leaving out the kinds in `without`.

    multiply and add change the running value; the weigh steps are summed and multiply it once. A line that
    has lost all its weigh steps is taken in full. A step over zero raises ZeroDivisionError.
    """
    value, weighed, weighs = Fraction(basis_amount), Fraction(0), 0
    for factor in factors:
        if factor["factor_kind"] in without:
            continue
        step = Fraction(factor["numerator"], factor["denominator"])
        if factor["operation"] == "multiply":
            value *= step
        elif factor["operation"] == "add":
            value += step
        else:
            weighed, weighs = weighed + step, weighs + 1
    return value * weighed if weighs else value


def _written(start: str, factors: Sequence[Factor], shown: Callable[[Factor], str]) -> str:
    text, is_sum = start, False
    for factor in factors:
        if factor["operation"] == "add":
            text, is_sum = f"{text} + {shown(factor)}", True
        elif factor["operation"] == "multiply":
            text, is_sum = f"{f'({text})' if is_sum else text} × {shown(factor)}", False
    weighed = [shown(factor) for factor in factors if factor["operation"] == "weigh"]
    if weighed:
        text = f"{f'({text})' if is_sum else text} × ({' + '.join(weighed)})"
    return text
