"""Which groups may be told: none of fewer than k people, and none that gives away fewer by subtraction."""

from collections import defaultdict
from collections.abc import Mapping
from itertools import combinations
from typing import Final

MERGED: Final = "*"

# dimension -> group -> people; and people of two groups of two dimensions at once
Sizes = Mapping[str, Mapping[str, int]]
Cells = Mapping[tuple[str, str, str, str], int]
Told = dict[str, dict[str, str]]


def told_groups(sizes: Sizes, cells: Cells, k: int) -> Told:
    """Return for each dimension that can be told the name that each of its groups is told by.

    sizes: dimensions in the order in which they are kept; each splits the same people. cells: for every two
    of them, the earlier first. Groups under k, with the next smallest where they are too few together, are
    told as `*`. What is told of two dimensions and of all people never leaves fewer than k by subtraction:
    else the later dimension tells less.
    """
    told = {dimension: _merged(groups, k) for dimension, groups in sizes.items()}
    told = {dimension: names for dimension, names in told.items() if len(set(names.values())) > 1}
    while (leak := _leak(told, sizes, cells, k)) is not None:
        dimension, name = leak
        _coarsen(told[dimension], sizes[dimension], name)
        if len(set(told[dimension].values())) < 2:  # noqa: PLR2004 - one group is no comparison
            del told[dimension]
    return told


def _merged(groups: Mapping[str, int], k: int) -> dict[str, str]:
    order = sorted(groups, key=lambda group: (groups[group], group))
    together: list[str] = []
    few = 0
    for group in order:
        if groups[group] < k or (together and few < k):
            together.append(group)
            few += groups[group]
    return {group: MERGED if group in together else group for group in groups}


def _coarsen(names: dict[str, str], groups: Mapping[str, int], name: str) -> None:
    """Tell a group together with the others that are, and where it is those, the next smallest too."""
    if name == MERGED or MERGED not in names.values():
        apart = [group for group in names if names[group] not in {MERGED, name}]
        if apart:
            names[min(apart, key=lambda group: (groups[group], group))] = MERGED
    for group, own in names.items():
        if own == name:
            names[group] = MERGED


def _leak(told: Told, sizes: Sizes, cells: Cells, k: int) -> tuple[str, str] | None:
    """Find a group of a later dimension that, beside one of an earlier and all people, leaves too few."""
    for first, second in combinations(told, 2):
        both: dict[tuple[str, str], int] = defaultdict(int)
        for left, own in told[first].items():
            for right, other in told[second].items():
                both[own, other] += cells.get((first, left, second, right), 0)
        firsts, seconds = _totals(told[first], sizes[first]), _totals(told[second], sizes[second])
        whole = sum(firsts.values())
        for (own, other), shared in both.items():
            only_first, only_second = firsts[own] - shared, seconds[other] - shared
            neither = whole - shared - only_first - only_second
            empty_and_few = (
                (only_first, only_second),
                (only_second, only_first),
                (neither, shared),
                (shared, neither),
            )
            if any(none == 0 < few < k for none, few in empty_and_few):
                return second, other
    return None


def _totals(names: Mapping[str, str], groups: Mapping[str, int]) -> dict[str, int]:
    total: dict[str, int] = defaultdict(int)
    for group, name in names.items():
        total[name] += groups[group]
    return total
