"""A disk that is really full: a small one of memory, which fills at the beginning of any stage of a work."""

import os
import random
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from contracts.home import Home
from orchestration.faults import FULL, orderly
from orchestration.homes import VARIABLE
from orchestration.speaking import Exit
from tests.faults.killed import Kill, Work, killed, started, undisturbed

SIZE: Final = "400m"
LEFT: Final = (0, 4_096, 30_000, 300_000, 2_000_000)
"""Bytes that are left when a stage begins: it fails at its first byte, or in the middle of it."""

FILLER: Final = "filler"


@dataclass(frozen=True)
class Watched:
    """A work and what of it is seen, whole or (`in_parts`) file by file; `shown`: also, at its end."""

    work: Work
    seen: Callable[[Home], dict[str, Any]]
    in_parts: bool = False
    shown: Callable[[Home], object] = lambda _: None


@contextmanager
def small_disk(folder: Path) -> Iterator[Path | None]:
    """Mount a small disk on a new folder; None where this account may not."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    mounted = subprocess.run(command, check=False, capture_output=True)
    if mounted.returncode:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)  # noqa: S607 - wherever the system keeps it


def fill(disk: Path, left: int) -> None:
    """Take all room of a disk but so many bytes."""
    there = os.statvfs(disk)
    with (disk / FILLER).open("wb") as filler:
        os.posix_fallocate(filler.fileno(), 0, max(there.f_bavail * there.f_frsize - left, 1))


@dataclass(frozen=True)
class Filled:
    """A work whose disk fills when one of its stages begins; what it then says goes to a file elsewhere."""

    work: Work
    stage: str
    left: int
    says: Path

    def __call__(self, root: Path) -> None:
        """Do it as the command line does."""
        os.dup2(os.open(self.says, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)

        def tell(stage: str) -> None:
            if stage == self.stage:
                fill(root.parent, self.left)

        os.environ[VARIABLE] = str(root)
        with orderly():
            self.work(root, tell)


def filled(disk: Path, opened: Path, watched: Watched, *, times: int, seed: int) -> Counter[str]:
    """Fill the disk under a work on copies of a home, again and again; returns how often in which stage.

    Whenever it was: it says in one sentence that there is no room and what to do, what is seen is what was
    there before or the whole, and after room was made the same work ends with what an undisturbed one gives.
    """
    work, seen = watched.work, watched.seen
    dice = random.Random(seed)  # noqa: S311 - the same fills for the same seed
    home = Home(disk / "home")
    shutil.copytree(opened, home.root)
    before = seen(home)
    stages = sorted(undisturbed(work, home.root).stages)
    expected, shown = seen(home), watched.shown(home)
    assert expected != before
    hit: Counter[str] = Counter()
    for number in range(times):
        shutil.rmtree(home.root)
        shutil.copytree(opened, home.root)
        case = Filled(work, stages[number % len(stages)], dice.choice(LEFT), disk.with_name("says"))
        process = started(case, home.root)
        process.join()
        says = case.says.read_text(encoding="utf-8")
        (disk / FILLER).unlink()
        hit[case.stage if process.exitcode else "enough room"] += 1
        if process.exitcode:
            assert process.exitcode in {Exit.FAILED, Exit.BAD_INPUT}, f"{case}: {says}"
            assert "Traceback" not in says, f"{case}: {says}"
            assert FULL in says or "sediakan ruang" in says, f"{case}: {says}"
            now = seen(home)
            is_part = watched.in_parts and now.items() <= expected.items()
            assert is_part or now in (before, expected), f"{case}: half of it can be seen"
            assert killed(work, home.root, Kill(step=1_000_000)) == "done", f"{case}: the next try stopped"
        assert (seen(home), watched.shown(home)) == (expected, shown), f"{case}: something else"
    shutil.rmtree(home.root)
    return hit
