import re
from functools import cache
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from contracts.home import Home
from tests.support.runs import run_demo

# Fixtures that stand on a home that several files share; in the order in which a file is given to one.
SHARED_HOMES = {
    "finished": "finished",
    "copied": "finished",
    "demo_home": "demo_home",
    "golden": "golden",
    "closed": "closed",
}
ROOT = Path(__file__).parents[1]


class ByHome(LoadScopeScheduling):
    """Keep the tests of files that share a home on one worker, else those of one file: each home is run once.

    The grouping by marks (`--dist loadgroup` of xdist 3.8) does nothing under pytest 9.2, silently.
    """

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid.partition("::")[0])


@cache
def group_of(path: str) -> str:
    """Home that a file of tests asks for, else the file itself."""
    words = set(re.findall(r"\w+", (ROOT / path).read_text(encoding="utf-8")))
    return next((home for fixture, home in SHARED_HOMES.items() if fixture in words), path)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByHome:
    return ByHome(config, log)


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Demo of 300 people, its two months run; whoever changes it copies it first."""
    root: Path = tmp_path_factory.mktemp("demo") / "data"
    return run_demo(Home(root), employees=300, months=2)
