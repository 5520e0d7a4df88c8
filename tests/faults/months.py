"""A small government in the middle of its months, as runs and releases that are killed find it."""

import hashlib
import random
import shutil
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from contracts.home import Home
from orchestration.catalogue import current_builds, current_catalogue
from orchestration.publishing import clean
from orchestration.workspace import Workspace
from sources.demo import write_demo
from tests.faults.killed import Kill, Undisturbed, Work, killed, release_month, undisturbed
from tests.faults.running import Commit, Run
from tests.support.lowered import lower_ratings

AGENCY = "52.71"
PAID, OPEN = "2026-09", "2026-10"


def quiet(_: str) -> None:
    """Tell nobody."""


def open_month(root: Path) -> Home:
    """A home whose first month was paid and then found to be too much: the next one has corrections."""
    home = Home(root)
    home.create()
    write_demo(home.landing, home.root / "planted.json", employees=40, months=2, end=OPEN)
    Run(PAID)(root, quiet)
    release_month(home, PAID, datetime.now(UTC), AGENCY)
    lower_ratings(home, AGENCY, PAID)
    Run(PAID)(root, quiet)
    return home


def corrections(home: Home, month: str) -> int:
    """Lines of a month that mend an earlier one."""
    current_catalogue(home)
    with duckdb.connect(str(home.catalogue), read_only=True) as connection:
        found = connection.execute(
            "select count(*) from marts.incentive_lines "
            "where month = ? and line_kind in ('kekurangan', 'kelebihan')",
            [month],
        ).fetchone()
    return int(found[0]) if found else 0


def visible(home: Home) -> dict[str, str]:
    """Hash of each file of the current builds, by its path, and of the page."""
    folders = [home.marts / month / build.build_id for month, build in current_builds(home).items()]
    folders += [
        room / month / own
        for month, build in current_builds(home).items()
        for own in set(build.agencies.values())
        for room in (home.accepted, home.quarantined, home.compiled)
    ]
    return {
        path.relative_to(home.root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def pages(home: Home, month: str = OPEN) -> dict[str, bytes]:
    """Bytes of the tables beside the page for HR.

    What a run opened in the ledger before it was killed is `still_open` for the next one.
    """
    tables = sorted((home.serving / "quality" / month).glob("*.csv"))
    return {path.name: path.read_bytes().replace(b";still_open;", b";opened;") for path in tables}


def computed(opened: Home, folder: Path, month: str = OPEN) -> Commit:
    """The commit of a month, computed in a copy of the home and kept in `folder`."""
    home = Home(folder / "computed")
    shutil.copytree(opened.root, home.root)
    clean(home)
    Run(month).prepare(home, quiet)
    shutil.copytree(Workspace.of(home, "run", month).folder, folder / "workspace")
    return Commit(month, folder / "workspace")


def killed_months(
    opened: Home, work: Work, folder: Path, kills: int, seed: int
) -> tuple[Undisturbed, Counter[str]]:
    """Kill a work on copies of a home and finish each; returns the work and how many were in which stage.

    Whenever it was: the month that is visible is the one from before or the new one, whole; and what is
    finished has the bytes of an undisturbed one.
    """
    dice = random.Random(seed)  # noqa: S311 - the same kill points for the same seed
    whole = Home(folder / "whole")
    shutil.copytree(opened.root, whole.root)
    before = visible(whole)
    usual = undisturbed(work, whole.root)
    expected, page = visible(whole), pages(whole)
    assert expected != before
    hit: Counter[str] = Counter()
    for number in range(kills):
        home = Home(folder / f"kill-{number}")
        shutil.copytree(opened.root, home.root)
        kill = usual.random_kill(dice)
        hit[killed(work, home.root, kill)] += 1
        assert visible(home) in (before, expected), f"{kill}: half a month is current"
        finished = killed(work, home.root, Kill(step=usual.steps * 10))
        assert finished == "done", f"{kill}: the next run stopped in {finished}"
        assert visible(home) == expected, f"{kill}: other rows"
        assert pages(home) == page, f"{kill}: another page"
        shutil.rmtree(home.root)
    return usual, hit
