"""A small home whose months were run once for all tests of this folder."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts.home import Home
from contracts.quality import shipped_quality
from delivery.signals import close, listed
from orchestration.request import Request
from orchestration.run import RunResult, run_months
from sources.demo import write_demo
from tests.support.closed_months import Government
from tests.support.closed_story import closed_in
from tests.support.postgres import (
    ADMIN,
    AT,
    OTHERS,
    OURS,
    PUBLISHED,
    Database,
    Server,
    pay_specially,
    programs,
    release,
    send,
    server,
)

MONTHS = ["2026-09", "2026-10"]


def run(home: Home, month: str, *agencies: str) -> RunResult:
    return run_months(home, [month], Request(month, agencies))


@pytest.fixture(scope="session")
def landed(beside: None, tmp_path_factory: pytest.TempPathFactory) -> Home:  # noqa: ARG001 - runs of it need it
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


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A server with the login that publishes; `.ci/run` installs its programs."""
    found = programs()
    if found is None:
        pytest.skip("no PostgreSQL server is installed (apt-get install postgresql): nothing to publish to")
    with server(found) as running:
        running.query(ADMIN, "create role kinerja login createrole", ADMIN)
        yield running


@pytest.fixture(scope="session")
def released_home(finished: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The small home with two agencies of its first month released, one with a special payment on it.

    A signal of that month is closed.
    """
    home = Home(tmp_path_factory.mktemp("released") / "home")
    shutil.copytree(finished.root, home.root)
    for agency in (OURS, OTHERS):
        release(home, MONTHS[0], agency)
    pay_specially(home, MONTHS[0], OURS)
    signal = listed(home, MONTHS[0], shipped_quality())[0]["signal"]["signal_id"]
    close(home, signal, "explained", by="Sri", reason="Antre.", document=None, at=AT)
    return home


@pytest.fixture(scope="session")
def published(postgres_server: Server, released_home: Home) -> Database:
    """Both months published; tests only read it."""
    postgres_server.query(ADMIN, f"create database {PUBLISHED} owner kinerja", ADMIN)
    database = Database(postgres_server, PUBLISHED)
    for month in MONTHS:
        assert send(released_home, database, month).is_changed
    return database


@pytest.fixture
def own(published: Database, request: pytest.FixtureRequest) -> Iterator[Database]:
    """A copy of it that one test may change."""
    name = re.sub(r"\W+", "_", request.node.name)[-60:].lower()
    published.server.query(ADMIN, f"create database {name} template {PUBLISHED} owner kinerja", ADMIN)
    yield Database(published.server, name)
    published.server.query(ADMIN, f"drop database {name} with (force)", ADMIN)
