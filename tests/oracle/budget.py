"""Ceilings of units: what a month that exceeds one does to everyone of the unit."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from contracts.policy.rules_pay import BudgetRule
from tests.oracle.exact import rounded
from tests.oracle.lines import Line
from tests.oracle.pay import Pay
from tests.oracle.posts import Stretch
from tests.oracle.records import Row
from tests.oracle.rulebook import Rulebook


def within_ceilings(
    rulebook: Rulebook, pays: Mapping[str, Pay], mains: Mapping[str, Stretch], rows: list[Row]
) -> dict[str, Pay]:
    """Pays with those of a crossed ceiling held, or scaled by one factor; the nearest above decides."""
    crossed = _crossed(rulebook, pays, mains, rows)
    found = dict(pays)
    for employee_id, main in mains.items():
        nearest = next(
            (crossed[u] for u in rulebook.units.with_ancestors(main.unit_id) if u in crossed), None
        )
        rules = rulebook.on(main.rule_date, main.unit_id)
        pay = pays[employee_id]
        if nearest is None or rules.budget is None or not pay.computed_amount:
            continue
        if rules.budget.over_ceiling == "hold":
            found[employee_id] = replace(pay, holds=pay.holds | {"budget"})
        elif rules.budget.over_ceiling == "scale":
            mode = "half_up" if rules.rounding is None else rules.rounding.mode
            cut = rounded(pay.computed_amount * (1 - _factor(nearest, rules.budget)), mode)
            found[employee_id] = replace(pay, lines=[*pay.lines, Line("batas", "", "", -int(cut), "budget")])
    return found


def _crossed(
    rulebook: Rulebook, pays: Mapping[str, Pay], mains: Mapping[str, Stretch], rows: list[Row]
) -> dict[str, Fraction]:
    """Ceiling as a part of what the unit and those below it come to, of the units that exceed it."""
    crossed = {}
    for row in rows:
        if row["budget_period"] != rulebook.month.text:
            continue
        total = sum(
            pays[employee_id].computed_amount
            for employee_id, main in mains.items()
            if row["unit_id"] in rulebook.units.with_ancestors(main.unit_id)
        )
        if total > row["ceiling_amount"]:
            crossed[row["unit_id"]] = Fraction(row["ceiling_amount"], total)
    return crossed


def _factor(part: Fraction, rule: BudgetRule) -> Fraction:
    return rounded(part, rule.factor_rounding, Fraction(1, 10**rule.factor_decimals))
