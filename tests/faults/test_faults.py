"""A few faults of each kind; `make torture` has hundreds."""

import shutil
from pathlib import Path

import pytest

from contracts.home import Home
from delivery import ledger
from tests.faults.changed import chain, flipped
from tests.faults.killed import RELEASE, content, started, torture, with_full_disk
from tests.support.marts import build_catalogue
from tests.support.sample_month import sample


@pytest.fixture
def ran(tmp_path: Path) -> Path:
    home = Home(tmp_path / "ran")
    build_catalogue(home, sample())
    return home.root


def test_a_killed_release_is_there_whole_or_not_at_all(ran: Path, tmp_path: Path) -> None:
    stood = torture(ran, tmp_path, kills=12, seed=1)
    assert stood.total() == 12
    assert stood["nothing"] > 0


@pytest.mark.parametrize("most_bytes", [100, 3_000, 9_000])
def test_a_full_disk_leaves_nothing_and_the_next_try_has_the_same_bytes(
    ran: Path, tmp_path: Path, most_bytes: int
) -> None:
    whole, tried = tmp_path / "whole", tmp_path / "tried"
    for root in (whole, tried):
        shutil.copytree(ran, root)
    RELEASE(whole)
    process = started(with_full_disk, RELEASE, tried, most_bytes)
    process.join()
    assert process.exitcode == 4
    assert content(tried) == {}
    assert ledger.read(Home(tried), "releases") == []
    RELEASE(tried)
    assert content(tried) == content(whole)


def test_of_two_releases_at_once_one_is_written(ran: Path) -> None:
    processes = [started(RELEASE, ran) for _ in range(3)]
    for process in processes:
        process.join()
    assert min(process.exitcode or 0 for process in processes) == 0
    released = [event for event in ledger.read(Home(ran), "releases") if event["kind"] == "released"]
    assert len(released) == 1
    assert {name.split("/")[2] for name in content(ran)} == {"r1"}


def test_every_changed_byte_of_a_chain_is_named_with_its_file(tmp_path: Path) -> None:
    hit = flipped(chain(tmp_path / "chain"), flips=15, seed=2)
    assert hit.total() == 15
