"""A fifth government: rules that no shipped policy combines, and people recomputed by hand."""

from collections.abc import Mapping
from fractions import Fraction

import duckdb

from contracts.home import Home

USUAL = {"behaviour": 20, "discipline": 30, "productivity": 50}
CONDITION = {"discipline": 60, "productivity": 40}
OLD, NEW = Fraction(10, 22), Fraction(12, 22)  # workdays before and from 15 October


def _half_up(value: Fraction) -> int:
    return int(value + Fraction(1, 2))


def _earned(
    due: Fraction,
    scores: Mapping[str, str],
    weights: Mapping[str, int],
    kept: str = "100",
    remainder: str | None = "productivity",
) -> int:
    """Sum of the rounded parts of a component; the remainder makes them the rounded whole."""
    present = {aspect: weight for aspect, weight in weights.items() if aspect in scores}
    parts = [
        due
        * Fraction(weight * sum(weights.values()), sum(present.values()) * 100)
        * Fraction(scores[aspect])
        / 100
        * Fraction(kept)
        / 100
        for aspect, weight in present.items()
    ]
    return _half_up(sum(parts, Fraction(0))) if remainder else sum(map(_half_up, parts))


# Late, redeemed on 6 and 20 October; on the 7th 9 minutes after the flexible end are too few for 10.
LATE = {"behaviour": "85.71", "discipline": "97", "productivity": "80.54"}
# Acting in a higher post: (acting - own + 20 % of own), each version by its own amounts.
ACTING = {"behaviour": "85.71", "discipline": "98.5", "productivity": "77.5"}
# Sick for five workdays, all of them at the 70 % of the fifth (span), and for two at 100 %.
SICK = {"behaviour": "89.29", "discipline": "100", "productivity": "96.11"}
# Moves from class 6 to class 7 on 12 October: the post of the first day until the version changes.
MOVED = {"behaviour": "89.29", "discipline": "98", "productivity": "89"}
# Without raters; from 15 October the unit's own rules: equal weights, no remainder, absence off the score.
HEALTH = {"discipline": "86", "productivity": "87.25"}
HALF = {"discipline": 50, "productivity": 50}

HAND = {
    "198102012005011002": _earned(1500019 * OLD, LATE, USUAL, "97.5")
    + _earned(1600019 * NEW, LATE, USUAL, "97.5")
    + _earned(333333 * OLD, LATE, CONDITION, "97.5")
    + _earned(333333 * NEW, LATE, CONDITION, "97.5"),
    "198104012005011004": _earned(2000029 * OLD, ACTING, USUAL)
    + _earned(
        2100029 * NEW
        + (2700037 - 2000029 + Fraction(2000029, 5)) * OLD
        + (2800037 - 2100029 + Fraction(2100029, 5)) * NEW,
        ACTING,
        USUAL,
    ),
    "198105012005011005": _earned(1500019 * Fraction("8.5") / 22, SICK, USUAL)
    + _earned(1600019 * NEW, SICK, USUAL)
    + _earned(333333 * Fraction("8.5") / 22, SICK, CONDITION)
    + _earned(333333 * NEW, SICK, CONDITION),
    "198106012005011006": 0,  # four days present of the five that the threshold asks
    "198107012005011007": _earned(1300017 * OLD, MOVED, USUAL, "98.5")
    + _earned(1600019 * NEW, MOVED, USUAL, "98.5")
    + _earned(300007 * OLD, MOVED, CONDITION, "98.5")
    + _earned(333333 * NEW, MOVED, CONDITION, "98.5"),
    "198108012005011008": _earned(1777777 * OLD, HEALTH, USUAL, "98.75")
    + _earned(1888889 * NEW, HEALTH, HALF, "98.75", remainder=None)
    + _earned(333333 * OLD, HEALTH, CONDITION, "98.75")
    + _earned(333333 * NEW, HEALTH, HALF, "98.75", remainder=None),
}


def test_people_are_paid_what_the_documentation_says_by_hand(golden: Home) -> None:
    with duckdb.connect(str(golden.catalogue), read_only=True) as catalogue:
        rows = catalogue.sql(
            "select employee_id, incentive_amount, is_held from marts.monthly_incentives "
            "where agency_id = '95.01'"
        ).fetchall()
    paid = {employee: amount for employee, amount, _ in rows}
    assert {employee: paid[employee] for employee in HAND} == HAND
    assert [employee for employee, _, is_held in rows if is_held] == ["198110012005011010"]
