"""Everything that can be deleted, again: the runs that the ledger tells, with what they knew."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts.home import Home
from delivery import ledger


@dataclass(frozen=True)
class Replay:
    """One run to do again: `build` is what it gave then; empty agencies: all."""

    month: str
    agencies: tuple[str, ...]
    at: datetime
    build: str


def replays(home: Home) -> list[Replay]:
    """Read which runs made the current rows, in the order in which they were done.

    Of each month these are the last run for all agencies and those after it; and since a run reads the months
    before it as they were then, the same of each earlier month at that time.
    """
    runs = [_replay(event) for event in ledger.read(home, "findings") if event["kind"] == "judged"]
    needed: set[int] = set()
    waiting = list(_current(runs, len(runs)))
    while waiting:
        place = waiting.pop()
        if place not in needed:
            needed.add(place)
            waiting += [each for each in _current(runs, place) if runs[each].month < runs[place].month]
    return [runs[place] for place in sorted(needed)]


def _current(runs: Sequence[Replay], end: int) -> Iterator[int]:
    """Yield the places of the runs whose rows were current when `end` runs had been done."""
    standing: dict[str, dict[tuple[str, ...], int]] = {}
    for place, run in enumerate(runs[:end]):
        month = standing.setdefault(run.month, {})
        if not run.agencies:
            month.clear()
        month[run.agencies] = place
    return (place for month in standing.values() for place in month.values())


def _replay(event: dict[str, Any]) -> Replay:
    agencies = tuple(event.get("agencies") or ())
    return Replay(event["month"], agencies, datetime.fromisoformat(event["at"]), event.get("build", ""))
