from pathlib import Path

import pytest

from contracts.home import Home
from tests.support.runs import run_demo

SHARED_HOMES = ("demo_home", "finished", "golden", "closed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep tests that share a home, else those of one file, on one worker: each home is run once."""
    for item in items:
        names = getattr(item, "fixturenames", ())
        shared = next((home for home in SHARED_HOMES if home in names), str(item.path))
        item.add_marker(pytest.mark.xdist_group(shared))


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Demo of 300 people, its two months run; whoever changes it copies it first."""
    root: Path = tmp_path_factory.mktemp("demo") / "data"
    return run_demo(Home(root), employees=300, months=2)
