"""What disturbs a run: a kill at its commit, a full disk, a damaged table, a file pulled away."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

import polars as pl
import pytest

from contracts.gate_findings import FINDINGS
from contracts.home import Home
from delivery.errors import CatalogueUnreadableError
from delivery.receipts import Receipt, read_receipts, receive
from delivery.summary import month_status
from delivery.verify.audit import verify
from orchestration import judging, parsed
from orchestration.catalogue import current_builds
from orchestration.faults import what_to_do
from orchestration.parsed import CHANGED, GONE, UNREADABLE, read_once
from tests.faults.killed import Kill, Release, killed, started, with_full_disk
from tests.faults.months import computed, corrections, killed_months, pages, quiet, visible
from tests.faults.running import Publish
from tests.orchestration.conftest import MONTHS
from tests.support.closed_months import AGENCY, Government
from tests.support.closed_story import NOV, OCT
from tests.support.reading import mart
from tests.support.runs import kinerja

MONTH = MONTHS[-1]
ROOMS = ("accepted", "compiled", "marts", "quarantined")


@pytest.fixture
def publish(copied: Home, tmp_path: Path) -> Publish:
    """The next build of the month: a person less than the one that is current."""
    now = current_builds(copied)[MONTH]
    [rows] = set(now.agencies.values())
    for room in ROOMS:
        folder = now.build_id if room == "marts" else rows
        shutil.copytree(copied.root / room / MONTH / folder, tmp_path / "made" / room)
    people = tmp_path / "made" / "marts" / "monthly_incentives.parquet"
    pl.read_parquet(people)[1:].write_parquet(people)
    return Publish(
        tmp_path / "made", replace(now, build_id="next", agencies=dict.fromkeys(now.agencies, "next"))
    )


def test_a_commit_killed_at_any_step_shows_the_old_month_or_the_new_one(
    copied: Home, publish: Publish, tmp_path: Path
) -> None:
    folder = tmp_path / "kills"
    folder.mkdir()
    usual, hit = killed_months(copied, publish, folder, kills=3, seed=1)
    assert hit.total() == 3
    assert hit["done"] < 3
    assert usual.steps > 20


def test_a_disk_that_fills_at_the_commit_leaves_the_month_and_the_next_try_ends(
    copied: Home, publish: Publish
) -> None:
    before = visible(copied)
    process = started(with_full_disk, publish, copied.root, 10_000)
    process.join()
    assert process.exitcode == 1
    assert visible(copied) == before
    publish(copied.root, quiet)
    assert current_builds(copied)[MONTH].build_id == "next"
    assert visible(copied) != before


@pytest.mark.parametrize("damage", [b"", b"PAR1" + b"\0" * 50_000 + b"PAR1"])
def test_a_damaged_table_is_told_with_what_mends_it_and_the_next_run_does(
    copied: Home, publish: Publish, damage: bytes
) -> None:
    publish(copied.root, quiet)
    expected, rows = visible(copied), mart(copied, "monthly_incentives")
    (copied.marts / MONTH / "next" / "monthly_incentives.parquet").write_bytes(damage)
    with pytest.raises(CatalogueUnreadableError, match=f"kinerja run {MONTH}"):
        month_status(copied, MONTH)
    publish(copied.root, quiet)
    assert visible(copied) == expected
    assert mart(copied, "monthly_incentives").equals(rows)


def test_what_make_torture_kills_is_what_a_run_does(
    closed: dict[str, Government], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    government = closed[OCT].kept("mati")
    home = government.home
    government.land_month(NOV, {"gina": range(1, 32)})
    monkeypatch.setattr(judging, "implausible", lambda _: FINDINGS.to_frame())
    commit = computed(home, tmp_path, NOV)
    october = visible(home)
    usual = killed(commit, home.root, Kill(step=40))
    assert usual != "done"
    assert visible(home) == october
    told: list[str] = []
    commit(home.root, told.append)
    assert told == ["clean", "publish", "findings", "page", "snapshot"]
    assert corrections(home, NOV) == 0
    assert pages(home, NOV)
    assert home.snapshot.exists()
    Release(NOV, AGENCY)(home.root)
    assert verify(home.root)["is_sound"]


@pytest.fixture
def receipt(landed: Home, tmp_path: Path) -> tuple[Home, Receipt]:
    """A file of a home of its own, received and not parsed."""
    home = Home(tmp_path / "home")
    path = Path("52.71", MONTH, "task_completion", "ekinerja.csv")
    (home.landing / path).parent.mkdir(parents=True)
    shutil.copyfile(landed.landing / path, home.landing / path)
    receive(home, datetime(2026, 11, 1, tzinfo=UTC), {"52.71"}, {"task_completion"})
    return home, read_receipts(home)[0]


@pytest.mark.parametrize("is_reading", [False, True])
def test_a_file_pulled_away_after_its_receipt_is_told_and_read_once_it_is_back(
    receipt: tuple[Home, Receipt], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_reading: bool
) -> None:
    home, received = receipt
    landed, aside = home.landing / received.path, tmp_path / "aside"
    parse = parsed.parse_file

    def pulled(path: Path, feed: str, zone: str) -> object:
        landed.replace(aside)
        return parse(path, feed, zone)

    if is_reading:
        monkeypatch.setattr(parsed, "parse_file", pulled)
    else:
        landed.replace(aside)
    gone = read_once(home, received, "Asia/Makassar").reading
    assert (gone.outcome, gone.reason) == ("refused", GONE)
    monkeypatch.undo()
    aside.replace(landed)
    back = read_once(home, received, "Asia/Makassar")
    assert back.reading.outcome == "parsed"
    assert back.rows().height == back.reading.rows > 0


def test_a_file_that_can_no_longer_be_read_waits_for_the_next_run(
    receipt: tuple[Home, Receipt], monkeypatch: pytest.MonkeyPatch
) -> None:
    home, received = receipt
    monkeypatch.setattr(parsed, "parse_file", mock.Mock(side_effect=PermissionError(13, "Permission denied")))
    closed = read_once(home, received, "Asia/Makassar").reading
    assert (closed.outcome, closed.reason) == ("not_settled", UNREADABLE)
    monkeypatch.undo()
    assert read_once(home, received, "Asia/Makassar").reading.outcome == "parsed"


def test_a_file_written_to_while_it_is_read_is_not_kept_under_the_hash_it_had(
    receipt: tuple[Home, Receipt], monkeypatch: pytest.MonkeyPatch
) -> None:
    home, received = receipt
    landed = home.landing / received.path
    whole, parse = landed.read_bytes(), parsed.parse_file

    def growing(path: Path, feed: str, zone: str) -> object:
        landed.write_bytes(whole[: len(whole) // 2])
        return parse(path, feed, zone)

    monkeypatch.setattr(parsed, "parse_file", growing)
    half = read_once(home, received, "Asia/Makassar")
    assert (half.reading.outcome, half.reading.reason) == ("not_settled", CHANGED)
    assert not list(home.parsed.rglob("*.ipc"))


@pytest.mark.parametrize(
    ("reason", "says"),
    [
        ("[Errno 28] No space left on device", "Make room"),
        ('IO Error: Could not write file "x": File too large', "Make room"),
        ("Invalid Input Error: No magic bytes found at end of file 'x.parquet'", "kinerja rebuild"),
        ("ValueError: three", ""),
    ],
)
def test_a_fault_of_the_machine_says_what_mends_it(reason: str, says: str) -> None:
    told = what_to_do(reason)
    assert says in told
    assert bool(told) == bool(says)


@pytest.mark.slow
def test_two_runs_at_once_are_one_and_the_other_says_to_wait(copied: Home) -> None:
    before = visible(copied)
    process = started(_run, copied.root)
    while not (copied.root / "work").exists() and process.is_alive():
        process.join(0.05)
    ended = kinerja(copied, "run", MONTH)
    process.join()
    assert (process.exitcode, ended.code) == (0, 5)
    assert "Another run is at work" in ended.err
    assert visible(copied) == before


def _run(root: Path) -> None:
    assert kinerja(Home(root), "run", MONTH).code == 0
