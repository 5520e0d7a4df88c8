from pathlib import Path

import pytest

from contracts.home import Home
from tests.support.runs import run_demo


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Demo of 300 people, its two months run; whoever changes it copies it first."""
    root: Path = tmp_path_factory.mktemp("demo") / "data"
    return run_demo(Home(root), employees=300, months=2)
