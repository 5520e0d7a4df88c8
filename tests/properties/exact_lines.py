"""Lines and factors of a computed month, recomputed with fractions from what the marts say alone."""

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

import polars as pl

from tests.oracle.exact import rounded
from tests.oracle.records import Row, grouped
from tests.support.in_process import Computed

CUT: Final = frozenset({"potongan", "sanksi", "penyesuaian_pagu"})
"""Kinds of line whose amount is rounded before it is taken away."""


def unexplained(computed: Computed) -> Iterator[str]:
    """Say which lines their factors do not give, and whose lines do not sum to the computed amount."""
    factors = grouped(computed.marts["incentive_line_factors"].to_dicts(), "line_id")
    totals: dict[tuple[str, str], int] = defaultdict(int)
    for line in computed.marts["incentive_lines"].to_dicts():
        totals[line["agency_id"], line["employee_id"]] += line["amount"]
        value, others = folded(factors.get(line["line_id"], []))
        if value != Fraction(int(line["numerator"]), int(line["denominator"])):
            yield f"factors give {value}: {line}"
        if paid(line, value, others) != line["amount"]:
            yield f"rounding gives {paid(line, value, others)}: {line}"
        if rounded(value / max(abs(line["basis_amount"]), 1), "half_up", Fraction(1, 10**6)) != line["rate"]:
            yield f"rate of {value}: {line}"
    for person in computed.marts["monthly_incentives"].to_dicts():
        total = totals.pop((person["agency_id"], person["employee_id"]), 0)
        if total != person["computed_amount"] or person["incentive_amount"] != (
            0 if person["is_held"] else total
        ):
            yield f"lines sum to {total}: {person}"
    yield from (f"lines of nobody: {key}" for key in totals)


def folded(factors: list[Row]) -> tuple[Fraction, int]:
    """Exact value that the factors give, and what the other parts of a remainder took of it."""
    by_operation: dict[str, list[Fraction]] = defaultdict(list)
    basis = Fraction(0)
    for factor in sorted(factors, key=lambda factor: factor["ordinal"]):
        step = Fraction(int(factor["numerator"]), int(factor["denominator"]))
        by_operation[factor["operation"]].append(step)
        if factor["operation"] in {"start", "add"}:
            basis += step
        elif factor["operation"] == "multiply":
            basis *= step
    weigh = sum(by_operation["weigh"]) if by_operation["weigh"] else Fraction(1)
    others = sum(by_operation["subtract"], Fraction(0))
    return basis * weigh - others, int(others)


def paid(line: Row, value: Fraction, others: int) -> int:
    """Amount of a line: rounded once, a remainder with the others' parts in it, a cut before it is taken."""
    sign = -1 if line["line_kind"] in CUT else 1
    mode, unit = line["rounding_mode"], line["rounding_unit"]
    return int(sign * rounded(sign * (value + others), mode, unit)) - others


def ties(computed: Computed) -> set[tuple[str, bool]]:
    """Modes that met an exact half, and whether what it stood on was below zero."""
    lines = computed.marts["incentive_lines"].filter(pl.col("rounding_unit") == 1)
    return {
        (line["rounding_mode"], int(line["numerator"]) < 0)
        for line in lines.to_dicts()
        if Fraction(int(line["numerator"]), int(line["denominator"])).denominator == 2
    }
