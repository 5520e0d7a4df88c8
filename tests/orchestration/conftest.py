"""A small home whose months were run once for all tests of this folder."""

import shutil
from pathlib import Path

import pytest

from contracts.home import Home
from orchestration.request import Request
from orchestration.run import RunResult, run_months
from sources.demo import write_demo
from tests.support.closed_months import Government
from tests.support.closed_story import closed_in

MONTHS = ["2026-09", "2026-10"]


def run(home: Home, month: str, *agencies: str) -> RunResult:
    return run_months(home, [month], Request(month, agencies))


@pytest.fixture(scope="session")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home in which the demo has landed and nothing was run."""
    home = Home(tmp_path_factory.mktemp("landed"))
    home.create()
    write_demo(home.landing, home.root / "planted.json", employees=120, months=2, end=MONTHS[-1])
    return home


@pytest.fixture(scope="session")
def finished(landed: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home whose two months were run in order; tests that write take `copied`."""
    home = Home(tmp_path_factory.mktemp("finished") / "home")
    shutil.copytree(landed.root, home.root)
    for month in MONTHS:
        result = run(home, month)
        assert result.ending == "done", result.reason
    return home


@pytest.fixture
def copied(finished: Home, tmp_path: Path) -> Home:
    """A home of one test's own, moved from where it was run."""
    shutil.copytree(finished.root, tmp_path / "home")
    return Home(tmp_path / "home")


@pytest.fixture(scope="session")
def closed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Government]:
    """A small government as it stood after each of its three months was released."""
    return closed_in(tmp_path_factory.mktemp("closed") / "data")
