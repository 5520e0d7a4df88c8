"""Work on a home that is killed: in a process of its own that gets SIGKILL at a step, or at a moment."""

import datetime as dt
import multiprocessing
import multiprocessing.process
import os
import random
import resource
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from contracts.home import Home
from delivery.errors import ReleaseRefused
from delivery.release.closing import standing
from delivery.release.publish import release_agency
from delivery.verify.audit import verify
from tests.support.sample_month import AGENCY, MONTH

AT = dt.datetime(2026, 11, 2, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=7)))
# pytest imports the tests by their files; the process that is killed imports them by name.
sys.path.append(str(Path(__file__).resolve().parents[2]))
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.faults.running"])

STEPS: Final = frozenset(
    {"open", "os.chmod", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.truncate", "shutil.rmtree"}
)
"""What Python tells of before it touches a file; a kill before each of them is a kill between any two."""

Work = Callable[[Path, Callable[[str], None]], None]
Pipe = Any
"""multiprocessing's Connection, whose type argument differs between versions of the type stubs."""


@dataclass(frozen=True)
class Kill:
    """When to kill: before a step (counted from 0), else so many seconds after a stage began."""

    step: int | None = None
    stage: str | None = None
    seconds: float = 0.0


@dataclass(frozen=True)
class Undisturbed:
    """What a work does that nobody kills: its steps, and its stages with their seconds."""

    steps: int
    stages: dict[str, float]

    def random_kill(self, dice: random.Random) -> Kill:
        """Kill before any step, or in any stage at any moment; each stage is as likely, however short."""
        if dice.random() < 0.5:
            return Kill(step=dice.randrange(self.steps))
        stage = dice.choice(sorted(self.stages))
        return Kill(stage=stage, seconds=dice.uniform(0, self.stages[stage]))


def release_month(home: Home, month: str, at: dt.datetime, agency: str = AGENCY) -> Path:
    """Release a month of a home in this process."""
    return release_agency(
        home, month, agency, by="Sri", released_at=at, code_version="abc", policy_files=[],
        calendar_files=[], check=lambda _: [],
    )  # fmt: skip


@dataclass(frozen=True)
class Release:
    """The release of a month of an agency, as a work that another process can be given."""

    month: str = MONTH
    agency: str = AGENCY

    def __call__(self, root: Path, tell: Callable[[str], None] = lambda _: None) -> None:
        """Release it."""
        tell("release")
        release_month(Home(root), self.month, AT, self.agency)


RELEASE: Final = Release()


def with_full_disk(work: Work, root: Path, most_bytes: int) -> None:
    """Work where no file can grow beyond `most_bytes`; exits with 4 when that is told as a refusal."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, resource.RLIM_INFINITY))
    try:
        work(root, lambda _: None)
    except ReleaseRefused:
        os._exit(4)


def started(target: Callable[..., None], *arguments: object) -> multiprocessing.process.BaseProcess:
    """Start a function in a process that shares nothing with this one."""
    process = PROCESSES.Process(target=target, args=arguments)
    process.start()
    return process


def undisturbed(work: Work, root: Path) -> Undisturbed:
    """Let a work end in a process of its own and return what it did."""
    ours, theirs = PROCESSES.Pipe(duplex=False)
    process = started(_counted, work, root, theirs, None)
    theirs.close()
    told: list[tuple[str, int, float]] = list(iter(ours.recv, None))
    process.join()
    assert process.exitcode == 0
    ends = [begun for _, _, begun in told[1:]]
    stages = {stage: end - begun for (stage, _, begun), end in zip(told, ends, strict=False)}
    return Undisturbed(told[-1][1], stages)


def killed(work: Work, root: Path, kill: Kill) -> str:
    """Do a work until it is killed; returns the stage that it was in; `done`: it was too late."""
    ours, theirs = PROCESSES.Pipe(duplex=False)
    process = started(_counted, work, root, theirs, kill.step)
    theirs.close()
    begun = _told(ours)
    while kill.stage is not None and begun is not None and begun != kill.stage:
        begun = _told(ours)
    if kill.step is None:
        process.join(kill.seconds)
        process.kill()
    process.join()
    stage = begun or "start"
    while (begun := _told(ours)) is not None:
        stage = begun
    return stage


def _told(pipe: Pipe) -> str | None:
    """Next stage that the other process tells of; None where it told of its end, or is dead."""
    try:
        told = pipe.recv()
    except EOFError:
        return None
    return None if told is None else str(told[0])


def _counted(work: Work, root: Path, pipe: Pipe, last: int | None) -> None:
    """Work, counting the steps below a folder; die before the `last`."""
    steps = 0

    def count(event: str, words: tuple[object, ...]) -> None:
        nonlocal steps
        if event in STEPS and str(words[0]).startswith(str(root)):
            if steps == last:
                os.kill(os.getpid(), signal.SIGKILL)
            steps += 1

    sys.addaudithook(count)
    work(root, lambda stage: pipe.send((stage, steps, time.monotonic())))
    pipe.send(("done", steps, time.monotonic()))
    pipe.send(None)


def content(root: Path) -> dict[str, bytes]:
    """Bytes of all that is visible below releases/ (no drafts)."""
    return {
        str(path.relative_to(root / "releases")): path.read_bytes()
        for path in sorted((root / "releases").rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(root).parts)
    }


def torture(ran: Path, folder: Path, kills: int, seed: int, work: Release = RELEASE) -> Counter[str]:
    """Kill releases of copies of a home and finish each; returns how many stood where.

    Whenever it was: what is visible is whole and proves itself, and the finished release has the bytes of an
    undisturbed one.
    """
    dice = random.Random(seed)  # noqa: S311 - the same kill points for the same seed
    before, whole = content(ran), folder / "whole"
    shutil.copytree(ran, whole)
    usual, expected = undisturbed(work, whole), content(whole)
    assert expected != before
    stood: Counter[str] = Counter()
    for number in range(kills):
        root = folder / f"kill-{number}"
        shutil.copytree(ran, root)
        killed(work, root, usual.random_kill(dice))
        there = content(root)
        assert there in (before, expected), f"kill {number}: half a release is visible"
        stood["nothing" if there == before else "whole"] += 1
        if there == expected:
            assert standing(Home(root), work.agency, work.month).state == "released"
        else:
            work(root)
        assert content(root) == expected
        assert verify(root)["is_sound"]
        shutil.rmtree(root)
    return stood
