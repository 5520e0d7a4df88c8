"""Exact fractions brought to whole rupiah, in the modes of the policy language."""

from fractions import Fraction


def rounded(value: Fraction, mode: str, unit: int = 1) -> int:
    """Round once to a multiple of `unit`: half_up away from zero, floor towards minus infinity, half_even.

    Raises ValueError for another mode.
    """
    steps = value / unit
    match mode:
        case "half_up":
            whole = int(abs(steps) + Fraction(1, 2))
            return (-whole if steps < 0 else whole) * unit
        case "floor":
            return (steps.numerator // steps.denominator) * unit
        case "half_even":
            return round(steps) * unit
    raise ValueError(f"{mode!r} is no mode of rounding")
