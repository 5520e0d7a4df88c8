"""Everything that can be deleted, again: the runs that the ledger tells, with what they knew."""

from collections.abc import Sequence
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
    """Read which runs made the current rows: of each month the last for all agencies and those after it."""
    runs: dict[str, list[Replay]] = {}
    for event in ledger.read(home, "findings"):
        if event["kind"] == "judged":
            run = _replay(event)
            earlier: Sequence[Replay] = runs.get(run.month, []) if run.agencies else []
            runs[run.month] = [*(each for each in earlier if each.agencies != run.agencies), run]
    return [run for _, month_runs in sorted(runs.items()) for run in month_runs]


def _replay(event: dict[str, Any]) -> Replay:
    agencies = tuple(event.get("agencies") or ())
    return Replay(event["month"], agencies, datetime.fromisoformat(event["at"]), event.get("build", ""))
