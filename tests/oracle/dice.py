"""Dice: all that is random about a policy or a month comes from one seed, so a failure can be repeated."""

from collections.abc import Iterable, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Dice(Random):
    """A seeded generator with the throws that policies and months need."""

    def chance(self, of_hundred: int) -> bool:
        """Tell whether something that happens so often in a hundred times happens."""
        return self.randrange(100) < of_hundred

    def some(self, things: Sequence[T], most: int | None = None) -> list[T]:
        """One or more of the things, in their order."""
        count = self.randint(1, min(len(things), most or len(things)))
        chosen = set(self.sample(range(len(things)), count))
        return [thing for place, thing in enumerate(things) if place in chosen]

    def number(self, least: int, most: int) -> int | str:
        """Exact number with up to four decimals, as a policy writes it."""
        if self.chance(40):
            return self.randint(least, most)
        decimals = self.randint(1, 4)
        digits = self.randint(least * 10**decimals, most * 10**decimals)
        return f"{digits // 10**decimals}.{digits % 10**decimals:0{decimals}d}"

    def percent(self) -> int | str:
        """Percent, the round ones more often."""
        return (
            self.choice((0, 20, 50, 80, 100, "33.3333", "12.5")) if self.chance(60) else self.number(0, 100)
        )

    def shares(self, names: Iterable[T], whole: int = 100) -> dict[T, int]:
        """Whole weights of at least 1 that sum to the whole."""
        names = list(names)
        cuts = sorted(self.sample(range(1, whole), len(names) - 1))
        return {name: b - a for name, a, b in zip(names, [0, *cuts], [*cuts, whole], strict=True)}
