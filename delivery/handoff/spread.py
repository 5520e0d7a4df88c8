"""Cuts of the whole laid over the components, so that what payroll sees adds up to the rupiah."""

from collections.abc import Mapping


def spread(parts: Mapping[str, int], total: int) -> dict[str, int]:
    """Share `total` whole rupiah in proportion to `parts`, in their order; the result sums to it exactly.

    Each share is rounded down; the rupiah left go one each to the largest fractions, the first named before
    others that are equal. A part below zero takes nothing. Without any part the first one takes all.
    """
    weights = {name: max(part, 0) for name, part in parts.items()}
    whole = sum(weights.values())
    if not whole:
        first = next(iter(parts))
        return {name: total if name == first else 0 for name in parts}
    shares = {name: divmod(total * weight, whole) for name, weight in weights.items()}
    rest = total - sum(share for share, _ in shares.values())
    largest = sorted(shares, key=lambda name: -shares[name][1])[:rest]
    return {name: share + (name in largest) for name, (share, _) in shares.items()}
