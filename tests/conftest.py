import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

from contracts.home import Home
from orchestration.beside import great_expectations_beside
from tests.support.runs import run_demo

# Fixtures that stand on a home which several files share, and that home; files on damage take two at once.
SHARED_HOMES = {
    "finished": "finished",
    "copied": "finished",
    "released_home": "finished",
    "published": "finished",
    "demo_home": "demo_home",
    "golden": "golden",
    "closed": "finished",
}
# Modules that compute months or start processes: a file that names one takes seconds.
SLOW_HELPERS = {"runs", "running", "in_process", "closed_months", "closed_story", "subprocess", "hypothesis"}
ROOT = Path(__file__).parents[1]


class ByHome(LoadScopeScheduling):
    """Keep the tests of files that share a home on one worker, else those of one file: each home is run once.

    The grouping by marks (`--dist loadgroup` of xdist 3.8) does nothing under pytest 9.2, silently. What
    takes long begins first, so that no worker waits at the end for one long file of the other.
    """

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid.partition("::")[0])

    def _assign_work_unit(self, node: WorkerController) -> None:
        longest = max(self.workqueue, key=lambda group: (weight(group), len(self.workqueue[group])))
        self.workqueue.move_to_end(longest, last=False)
        super()._assign_work_unit(node)


@cache
def homes_of(path: str) -> set[str]:
    """Shared homes that a file of tests asks for in the signatures of its functions."""
    asked = re.findall(r"\b(\w+): ", (ROOT / path).read_text(encoding="utf-8"))
    return {SHARED_HOMES[name] for name in asked if name in SHARED_HOMES}


def group_of(path: str) -> str:
    """Home that a file of tests asks for (`test_house` sees that it is one), else the file itself."""
    return min(homes_of(path), default=path)


@cache
def weight(group: str) -> int:
    """How early a group begins: those of a home, then files that compute months, then the others."""
    if group in SHARED_HOMES:
        return len(SLOW_HELPERS) + 1
    return len(SLOW_HELPERS.intersection(re.findall(r"\w+", (ROOT / group).read_text(encoding="utf-8"))))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByHome:
    return ByHome(config, log)


@pytest.fixture(scope="session")
def beside() -> Iterator[None]:
    """One process of Great Expectations for every run of these tests, in place of one for each."""
    with great_expectations_beside():
        yield


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Demo of 300 people, its two months run; whoever changes it copies it first."""
    root: Path = tmp_path_factory.mktemp("demo") / "data"
    return run_demo(Home(root), employees=300, months=2)
