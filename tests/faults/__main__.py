"""`make torture`: releases and runs that are killed, bytes that are changed, by the hundred, with counts."""

import logging
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from contracts.home import Home
from delivery.statement.secret import pseudonym
from tests.faults.changed import chain, flipped
from tests.faults.full import Watched, filled, small_disk
from tests.faults.handing import HandOff, Statements, handed_off, told_people
from tests.faults.killed import PROCESSES, Release, content, torture
from tests.faults.months import (
    AGENCY,
    OPEN,
    PAID,
    computed,
    corrections,
    killed_months,
    open_month,
    pages,
    quiet,
    visible,
)
from tests.faults.running import Run
from tests.support.marts import build_catalogue
from tests.support.sample_month import sample

FLIPS_A_KILL = 4
MOST_STAGES = 11


def main() -> None:
    """Kill so many releases and runs as asked, from the seed given."""
    releases, runs, seed = (int(word) for word in sys.argv[1:4])
    logging.getLogger("great_expectations").setLevel(logging.WARNING)
    PROCESSES.set_forkserver_preload(["tests.faults.running", "tests.faults.warm"])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _releases(folder, releases, seed)
        if runs:
            opened = open_month(folder / "opened")
            _full(folder, opened, runs, seed)
            _runs(folder, opened, runs, seed)


def _releases(folder: Path, kills: int, seed: int) -> None:
    build_catalogue(Home(folder / "ran"), sample())
    _say(f"{kills} releases killed", torture(folder / "ran", _new(folder, "releases"), kills, seed))
    hit = flipped(chain(folder / "chain"), FLIPS_A_KILL * kills, seed)
    files = f"{len(hit)} files of a chain of three releases"
    print(f"{hit.total()} bytes changed in {files}: each was named")  # noqa: T201 - its result


def _full(folder: Path, opened: Home, times: int, seed: int) -> None:
    """Fill a disk under each kind of work; half as often as runs are killed, and all stages at least once."""
    released = Home(folder / "released")
    shutil.copytree(opened.root, released.root)
    pseudonym(
        released, AGENCY, ""
    )  # makes the key that names the files: copies of the home then name them alike
    works = [
        ("runs with corrections", opened, Watched(Run(OPEN), visible, shown=pages)),
        ("releases", Home(folder / "ran"), Watched(Release(), lambda home: content(home.root))),
        ("hand-offs", released, Watched(HandOff(PAID, AGENCY), handed_off, in_parts=True)),
        ("statements", released, Watched(Statements(PAID, AGENCY), told_people, in_parts=True)),
    ]
    with small_disk(folder / "disk") as disk:
        if disk is None:
            print("no disk was filled: this account may not mount one", flush=True)  # noqa: T201 - its result
            return
        for name, home, watched in works:
            hit = filled(disk, home.root, watched, times=max(times // 2, MOST_STAGES), seed=seed)
            _say(f"{hit.total()} {name} on a disk that fills", hit)


def _runs(folder: Path, opened: Home, kills: int, seed: int) -> None:
    start = time.monotonic()
    usual, hit = killed_months(opened, Run(OPEN), _new(folder, "runs"), kills, seed)
    seconds = (time.monotonic() - start) / kills
    _say(f"{kills} runs with corrections killed ({usual.steps} steps, {seconds:.1f} s a kill)", hit)
    commit = computed(opened, _new(folder, "computed"))
    usual, hit = killed_months(opened, commit, _new(folder, "commits"), 2 * kills, seed)
    _say(f"{2 * kills} commits killed ({usual.steps} steps)", hit)
    Run(OPEN)(opened.root, quiet)
    assert corrections(opened, OPEN)
    stood = torture(opened.root, _new(folder, "corrected"), kills, seed, Release(OPEN, AGENCY))
    _say(f"{kills} releases with corrections killed", stood)


def _new(folder: Path, name: str) -> Path:
    (folder / name).mkdir()
    return folder / name


def _say(what: str, where: Counter[str]) -> None:
    told = ", ".join(f"{count} {stage}" for stage, count in sorted(where.items()))
    print(f"{what}: {told}; every one ended with the same bytes", flush=True)  # noqa: T201 - its result


if __name__ == "__main__":
    main()
