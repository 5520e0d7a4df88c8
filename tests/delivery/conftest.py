from pathlib import Path

import pytest

from contracts.home import Home
from tests.support.marts import build_catalogue
from tests.support.sample_month import sample


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "data")


@pytest.fixture
def ran(home: Home) -> Home:
    build_catalogue(home, sample())
    return home
