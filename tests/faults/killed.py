"""Releases that are killed: each in a process of its own that gets SIGKILL after so many milliseconds."""

import datetime as dt
import multiprocessing
import os
import random
import resource
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from contracts.home import Home
from delivery.errors import ReleaseRefused
from delivery.release.chain import MANIFEST
from delivery.release.closing import standing
from delivery.release.publish import release_agency
from delivery.verify.audit import verify
from tests.support.sample_month import AGENCY, MONTH

AT = dt.datetime(2026, 11, 2, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=7)))
# pytest imports the tests by their files; the process that is killed imports them by name.
sys.path.append(str(Path(__file__).resolve().parents[2]))
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["delivery.release.publish"])


def release(root: Path) -> None:
    """Release the sample month of a home."""
    release_agency(
        Home(root), MONTH, AGENCY, by="Sri", released_at=AT, code_version="abc", policy_files=[],
        calendar_files=[], check=lambda _: [],
    )  # fmt: skip


def release_with_full_disk(root: Path, most_bytes: int) -> None:
    """Release where no file can grow beyond `most_bytes`; exits with 4 when that is refused."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, resource.RLIM_INFINITY))
    try:
        release(root)
    except ReleaseRefused:
        os._exit(4)


def started(target: Callable[..., None], *arguments: object) -> multiprocessing.process.BaseProcess:
    """Start a function in a process that shares nothing with this one."""
    process = PROCESSES.Process(target=target, args=arguments)
    process.start()
    return process


def content(root: Path) -> dict[str, bytes]:
    """Bytes of all that is visible below releases/ (no drafts)."""
    return {
        str(path.relative_to(root / "releases")): path.read_bytes()
        for path in sorted((root / "releases").rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(root).parts)
    }


def torture(ran: Path, folder: Path, kills: int, seed: int) -> dict[str, int]:
    """Kill releases of copies of a home at random times and finish each; returns how many stood where.

    Whatever the time: what is visible is whole and proves itself, and the finished release has the bytes of
    an undisturbed one.
    """
    dice = random.Random(seed)  # noqa: S311 - the same kill points for the same seed
    whole = _undisturbed(ran, folder / "whole")
    expected, longest = content(folder / "whole"), whole
    stood = {"nothing": 0, "whole": 0}
    for number in range(kills):
        root = folder / f"kill-{number}"
        shutil.copytree(ran, root)
        process = started(release, root)
        process.join(dice.uniform(0, longest))
        process.kill()
        process.join()
        there = content(root)
        assert there in ({}, expected), f"kill {number}: half a release is visible"
        stood["whole" if there else "nothing"] += 1
        if there:
            assert verify(root)["is_sound"]
            assert standing(Home(root), AGENCY, MONTH).state == "released"
        else:
            release(root)
        assert content(root) == expected
        assert verify(root)["is_sound"]
        assert not list((root / "releases").rglob(".draft-*")) or there
        shutil.rmtree(root)
    return stood


def _undisturbed(ran: Path, root: Path) -> float:
    """Release a copy and return the seconds it took in a fresh process."""
    shutil.copytree(ran, root)
    start = time.monotonic()
    process = started(release, root)
    process.join()
    assert process.exitcode == 0
    assert (root / "releases" / MONTH / AGENCY / "r1" / MANIFEST).exists()
    return time.monotonic() - start
