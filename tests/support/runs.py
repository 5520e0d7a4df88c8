"""The program as a user runs it, in a process of its own where nothing else is said."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from contracts.home import Home
from orchestration.cli import app

REPOSITORY = Path(__file__).resolve().parents[2]
PROGRAM = (sys.executable, "-c", "from orchestration.cli import main; main()")


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


def kinerja(home: Home, *arguments: str) -> Ended:
    """Run a command of the program in a home, from the repository."""
    environment = {**os.environ, "DO_NOT_TRACK": "1", "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
    run = subprocess.run(
        [*PROGRAM, "--home", str(home.root), *arguments],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return Ended(run.returncode, run.stdout, run.stderr)


def kinerja_done(home: Home, *arguments: str) -> Ended:
    """Run a command that must end well."""
    ended = kinerja(home, *arguments)
    assert ended.code == 0, f"kinerja {' '.join(arguments)} ended with {ended.code}:\n{ended.err}"
    return ended


def kinerja_here(home: Home, *arguments: str) -> Ended:
    """Run a command of the program in this process, which has most of it imported."""
    result = CliRunner().invoke(app, ["--home", str(home.root), *arguments])
    return Ended(result.exit_code, result.stdout, result.stderr)


def run_demo(home: Home, employees: int, months: int, end: str = "2026-10") -> Home:
    """Write a demo into the home and run its months in order."""
    kinerja_done(home, "demo", "--employees", str(employees), "--months", str(months), "--end", end)
    first = _months_before(end, months - 1)
    kinerja_done(home, "run", f"{first}..{end}")
    return home


def _months_before(month: str, count: int) -> str:
    number = int(month[:4]) * 12 + int(month[5:]) - 1 - count
    return f"{number // 12}-{number % 12 + 1:02d}"
