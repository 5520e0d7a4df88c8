"""`make torture`: releases and runs that are killed at random times, by the hundred; prints the counts.

A run is killed with its whole process, then the month is run to its end: the rows must have the bytes of an
undisturbed run, and every landed file its receipt.
"""

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from contracts.home import Home
from tests.faults.killed import torture
from tests.support.marts import build_catalogue
from tests.support.runs import PROGRAM, REPOSITORY, kinerja_done
from tests.support.sample_month import sample

MONTH = "2026-10"


def marts(home: Home) -> dict[str, str]:
    """Hash of each current mart's file, by its path."""
    return {
        str(path.relative_to(home.root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(home.marts.rglob("*.parquet"))
    }


def killed_runs(folder: Path, kills: int, seed: int) -> None:
    """Kill runs of copies of a small home; each is then finished and compared."""
    dice = random.Random(seed)  # noqa: S311 - the same kill points for the same seed
    landed, whole = Home(folder / "landed"), Home(folder / "whole-run")
    kinerja_done(landed, "demo", "--employees", "60", "--months", "1", "--end", MONTH)
    shutil.copytree(landed.root, whole.root)
    start = time.monotonic()
    kinerja_done(whole, "run", MONTH)
    longest, expected = time.monotonic() - start, marts(whole)
    for number in range(kills):
        home = Home(folder / f"run-{number}")
        shutil.copytree(landed.root, home.root)
        process = subprocess.Popen(
            [*PROGRAM, "--home", str(home.root), "run", MONTH],
            cwd=REPOSITORY,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        after = dice.uniform(0, longest)
        try:
            process.wait(after)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        seen = marts(home) if home.catalogue.exists() else {}
        assert seen in ({}, expected), f"run killed after {after:.2f} s: half a month is current"
        kinerja_done(home, "run", MONTH)
        assert marts(home) == expected, f"run killed after {after:.2f} s: other rows"
        shutil.rmtree(home.root)


def main() -> None:
    """Kill so many releases and runs as asked, from the seed given."""
    releases, runs, seed = (int(word) for word in sys.argv[1:4])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build_catalogue(Home(folder / "ran"), sample())
        stood = torture(folder / "ran", folder, releases, seed)
        print(f"{releases} releases killed: {stood['nothing']} left nothing, {stood['whole']} stood whole")  # noqa: T201 - its result
        if runs:
            killed_runs(folder, runs, seed)
        print(f"{runs} runs killed: every one ended with the same bytes")  # noqa: T201 - its result


if __name__ == "__main__":
    main()
