"""Cells of a table about people: those on fewer than k are told together, with others until they are k."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

Who = Mapping[frozenset[str], int]


class Cell(NamedTuple):
    """What is told of one or several keys together; `people` are counted once."""

    keys: tuple[str, ...]
    people: int
    amount: int


def together(
    amounts: Mapping[str, int],
    who: Who,
    k: int,
    inseparable: Iterable[frozenset[str]] = (),
    never_alone: Collection[str] = (),
) -> list[Cell] | None:
    """Tell each key by itself where k people stand behind it, all others as one cell of at least k.

    amounts: what is told of each key. who: how many people stand behind exactly this set of keys.
    inseparable: keys of which one gives the other away; one too small makes both too small. never_alone: keys
    that give few away beside what is told elsewhere. None where all keys together are told by fewer than k
    people. Cells come in the order of `amounts`, the joint one last.
    """
    if not amounts:
        return []
    behind = {key: people_behind({key}, who) for key in amounts}
    few = {key for key, people in behind.items() if people < k or key in never_alone}
    for pair in inseparable:
        if few & pair:
            few |= pair & amounts.keys()
    for key in sorted(amounts.keys() - few, key=lambda key: (behind[key], key)):
        if not few or (people_behind(few, who) >= k and len(few) > 1):
            break
        few.add(key)
    if few and (people_behind(few, who) < k or (len(few) == 1 and few <= {*never_alone})):
        return None
    cells = [Cell((key,), behind[key], amounts[key]) for key in amounts if key not in few]
    if few:
        keys = tuple(key for key in amounts if key in few)
        cells.append(Cell(keys, people_behind(few, who), sum(amounts[key] for key in keys)))
    return cells


def step_of(most: int) -> int:
    """Return the smallest of 1, 2, 5, 10, 20 ... that is not below `most`: what hides one person's amount."""
    power = 1
    while True:
        for digit in (1, 2, 5):
            if digit * power >= most:
                return digit * power
        power *= 10


def people_behind(keys: Iterable[str], who: Who) -> int:
    """People who stand behind any of the keys."""
    asked = set(keys)
    return sum(people for held, people in who.items() if held & asked)


def bands(counts: Sequence[tuple[str, int]], k: int) -> list[tuple[str, str, int]] | None:
    """Join neighbouring bands until each holds nobody or k people; from, to and people of each.

    None where there are fewer than k people in all.
    """
    if 0 < sum(people for _, people in counts) < k:
        return None
    joined: list[tuple[str, str, int]] = []
    for label, people in counts:
        if joined and 0 < joined[-1][2] < k:
            first, _, before = joined.pop()
            joined.append((first, label, before + people))
        else:
            joined.append((label, label, people))
    while len(joined) > 1 and 0 < joined[-1][2] < k:
        _, last, people = joined.pop()
        first, _, before = joined.pop()
        joined.append((first, last, before + people))
    return joined


def sets(found: Iterable[tuple[Iterable[str], int]]) -> Who:
    """Count people by the set of keys that they stand behind."""
    counted: dict[frozenset[str], int] = {}
    for held, people in found:
        keys = frozenset(held)
        counted[keys] = counted.get(keys, 0) + people
    return counted
