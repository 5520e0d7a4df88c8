"""Twins: the same person's month with one thing worse, each kind of worse by its name."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from tests.oracle.dice import Dice
from tests.properties.lives import NOON, Day, Life, Recap

Worse = Callable[[Dice, Life], Life | None]


def _on_days(most: int, change: Callable[[Dice, Day], Day]) -> Worse:
    """Change some of the days on which someone was there."""

    def worse(dice: Dice, life: Life) -> Life:
        days = dict(life.days)
        there = [day for day, punches in days.items() if punches != (None, None)]
        for day in dice.sample(there, min(len(there), dice.randint(1, most))):
            days[day] = change(dice, days[day])
        return replace(life, days=days)

    return worse


def _later(dice: Dice, day: Day) -> Day:
    arrival = day[0]
    return day if arrival is None else (min(arrival + dice.randint(1, 200), NOON - 1), day[1])


def _gone_sooner(dice: Dice, day: Day) -> Day:
    departure = day[1]
    return day if departure is None else (day[0], max(departure - dice.randint(1, 200), NOON))


def _worst_day_absent(_: Dice, life: Life) -> Life:
    """Stay away on the day that was worst as it was."""
    worst = max(life.days, key=lambda day: (_fault(life.days[day]), day))
    return replace(life, days=life.days | {worst: (None, None)})


def _fault(day: Day) -> int:
    arrival, departure = day
    return (300 if arrival is None else arrival - 420) + (300 if departure is None else 1020 - departure)


def _gone(_: Dice, life: Life) -> Life | None:
    """Not one punch in the month; where a recap stands in for punches there is nothing to compare."""
    return None if life.recap else replace(life, days={})


def _recap(change: Callable[[Recap], Recap | None]) -> Worse:
    def worse(_: Dice, life: Life) -> Life | None:
        recap = change(life.recap) if life.recap else None
        return replace(life, recap=recap) if recap else None

    return worse


def _one_less(name: str) -> Worse:
    def worse(_: Dice, life: Life) -> Life:
        return replace(life, **{name: getattr(life, name) - 1})

    return worse


def _lower(values: tuple[int, ...], dice: Dice, least: int) -> tuple[int, ...]:
    """Lower some of the values, none of them below the least."""
    lowered = [max(least, value - dice.randint(0, 3)) for value in values]
    return (max(least, values[0] - 1), *lowered[1:])


def _work(part: int) -> Worse:
    def worse(dice: Dice, life: Life) -> Life:
        lowered = _lower(tuple(each[part] for each in life.activities), dice, 0)
        pairs = [
            (less, each[1]) if part == 0 else (each[0], less)
            for less, each in zip(lowered, life.activities, strict=True)
        ]
        return replace(life, activities=tuple(pairs))

    return worse


def _cases(_: Dice, life: Life) -> Life:
    return replace(life, cases=(*life.cases[:-1], False))


def _answers(dice: Dice, life: Life) -> Life | None:
    feedback = life.feedback
    if feedback is None:
        return None
    return replace(life, feedback=replace(feedback, answers=_lower(feedback.answers, dice, 1)))


def _complaints(_: Dice, life: Life) -> Life | None:
    feedback = life.feedback
    if feedback is None:
        return None
    return replace(life, feedback=replace(feedback, complaints=(False, *feedback.complaints[1:])))


def _no_arrival(_: Dice, day: Day) -> Day:
    return day if day[1] is None else (None, day[1])


def _no_departure(_: Dice, day: Day) -> Day:
    return day if day[0] is None else (day[0], None)


WORSE: Final[dict[str, Worse]] = {
    "later": _on_days(3, _later),
    "gone_sooner": _on_days(3, _gone_sooner),
    "no_arrival": _on_days(2, _no_arrival),
    "no_departure": _on_days(2, _no_departure),
    "absent": _on_days(3, lambda *_: (None, None)),
    "worst_day_absent": _worst_day_absent,
    "gone": _gone,
    "recap_late": _recap(lambda recap: None if recap.points else replace(recap, late=recap.late + 1)),
    "recap_absent": _recap(lambda recap: replace(recap, absent=recap.absent + 1, present=recap.present - 1)),
    "recap_points": _recap(lambda recap: replace(recap, points=recap.points + 1) if recap.points else None),
    "sanction": lambda dice, life: replace(life, sanctions=(*life.sanctions, dice.choice((5, 25, 50)))),
    "predicate": _one_less("predicate"),
    "work": _one_less("work"),
    "behaviour": _one_less("behaviour"),
    "minutes": _work(0),
    "quantity": _work(1),
    "cases": _cases,
    "given": lambda dice, life: replace(life, given=_lower(life.given, dice, 0)),
    "raters": lambda dice, life: replace(life, raters=_lower(life.raters, dice, 1)),
    "answers": _answers,
    "complaints": _complaints,
}
RECAPS: Final = frozenset({"recap_late", "recap_absent", "recap_points"})
OF_UNIT: Final = frozenset({"answers", "complaints"})


def twins(dice: Dice, life: Life, most: int) -> Iterator[tuple[str, Life]]:
    """Some worse twins of a month; those that hear of their unit only where it is their own."""
    kinds = [kind for kind in WORSE if (kind in OF_UNIT) == (life.feedback is not None)]
    chosen = dice.sample(kinds, min(most, len(kinds)))
    for kind in dict.fromkeys((*chosen, *(kind for kind in kinds if kind in RECAPS))):
        worse = WORSE[kind](dice, life)
        if worse is not None:
            yield kind, worse


def cut(dice: Dice, life: Life, days: list[date]) -> Life:
    """The same month, its post written as two rows that agree."""
    return replace(life, cut_on=dice.choice(days))
