"""One home in which October of every golden government was landed and run once, by the whole program."""

import shutil
from pathlib import Path

import pytest

from contracts.home import Home
from tests.golden.landing import MONTH
from tests.golden.published import land_published_cases
from tests.support.runs import kinerja_here

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def golden(beside: None, tmp_path_factory: pytest.TempPathFactory) -> Home:  # noqa: ARG001 - its run needs it
    """Return a home with the published rule sets (97.*), the fifth government (95.01), the mess (95.02)."""
    home = Home(tmp_path_factory.mktemp("golden") / "data")
    home.create()
    for policy in (HERE / "policies").glob("*.yaml"):
        shutil.copy(policy, home.policies)
    land_published_cases(home)
    for government in (HERE / "fifth", HERE / "fixtures" / "mess"):
        for policy in government.glob("*.yaml"):
            shutil.copy(policy, home.policies)
        shutil.copytree(government / "landing", home.landing, dirs_exist_ok=True)
    ended = kinerja_here(home, "run", MONTH)
    assert ended.code == 0, ended.err
    return home
