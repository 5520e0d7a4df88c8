"""Corrections worked out from docs/computation.md section 8 alone: what a month settles of earlier ones."""

from collections.abc import Mapping
from dataclasses import dataclass

Key = tuple[str, str]  # (kind, detail) of a line


@dataclass(frozen=True)
class Earlier:
    """One person's earlier month: lines due now, lines released so far with corrections, paid back."""

    due: Mapping[Key, int]
    released: Mapping[Key, int]
    repaid: int = 0
    waits: bool = False

    @property
    def less(self) -> int:
        """Rupiah that lines lack."""
        keys = {*self.due, *self.released}
        return sum(max(self.due.get(key, 0) - self.released.get(key, 0), 0) for key in keys)

    @property
    def debt(self) -> int:
        """Rupiah that lines have too much, without what was paid back."""
        keys = {*self.due, *self.released}
        more = sum(max(self.released.get(key, 0) - self.due.get(key, 0), 0) for key in keys)
        return max(more - self.repaid, 0)


def settled(own: int, percent: int, earlier: Mapping[str, Earlier]) -> dict[str, int]:
    """Signed rupiah by which a month's lines settle each earlier month of one person, oldest first."""
    open_months = {month: each for month, each in sorted(earlier.items()) if not each.waits}
    room = max(own, 0) * percent // 100
    room += sum(max(each.less - each.debt, 0) for each in open_months.values())
    taken: dict[str, int] = {}
    for month, each in open_months.items():
        net = each.less - each.debt
        if net < 0:
            net = -min(-net, room)
            room += net
        taken[month] = net
    return {**dict.fromkeys(earlier, 0), **taken}
