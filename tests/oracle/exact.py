"""Exact numbers: fractions, the one rounding, and the scaled integers of accepted rows."""

from fractions import Fraction
from math import floor
from typing import Final, Literal

Mode = Literal["half_up", "floor", "half_even"]

HUNDRED: Final = Fraction(100)
E4: Final = 10_000


def rounded(value: Fraction, mode: Mode, unit: Fraction | int = 1) -> Fraction:
    """Round to a multiple of `unit`: ties away from zero, towards minus infinity, or ties to even."""
    steps = value / unit
    if mode == "floor":
        whole = floor(steps)
    elif mode == "half_even":
        whole = round(steps)
    else:
        whole = floor(abs(steps) + Fraction(1, 2)) * (1 if steps >= 0 else -1)
    return whole * Fraction(unit)


def to_decimals(value: Fraction, decimals: int, mode: Mode) -> Fraction:
    """Round a score to its declared decimals."""
    return rounded(value, mode, Fraction(1, 10**decimals))


def from_e4(scaled: int) -> Fraction:
    """Exact value of an accepted number that is kept times ten thousand."""
    return Fraction(scaled, E4)


def held_between(value: Fraction, least: int, most: int) -> Fraction:
    """Value, not below the least and not above the most."""
    return max(Fraction(least), min(Fraction(most), value))


def share(percent: Fraction) -> Fraction:
    """Percent as a share of one."""
    return percent / HUNDRED
