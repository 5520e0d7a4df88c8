"""What is damaged or lost is made again where it can be, and nothing is computed from it where it cannot."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from contracts.home import Home
from delivery import ledger
from delivery.errors import ReleaseDamagedError, ReleaseRefused, StateLostError
from delivery.handoff.private import salted_hash
from delivery.handoff.released import find_release, offices
from delivery.receipts import Receipt, read_receipts, receive
from delivery.release.closing import Actor
from orchestration.builds import NOTE, REPOSITORY
from orchestration.catalogue import commit, current_builds, current_catalogue, previous_marts
from orchestration.corrections import write_correction_inputs
from orchestration.errors import RefusedError, TableDamagedError
from orchestration.parsed import read_once
from orchestration.publishing import clean, forget_damaged
from orchestration.releasing import NothingReleasedError
from orchestration.releasing import release_month as release_of
from orchestration.request import Request
from orchestration.steps import prepare
from orchestration.workspace import Workspace
from tests.faults.killed import AT, release_month
from tests.orchestration.conftest import MONTHS
from tests.support.closed_months import AGENCY, Government
from tests.support.closed_story import NOV, OCT
from tests.support.marts import build_catalogue
from tests.support.sample_month import AGENCY as SAMPLED
from tests.support.sample_month import MONTH, sample

FIRST, SECOND = MONTHS
Damage = Callable[[Path], object]


def flip(path: Path) -> None:
    """Change one bit in the middle of a file."""
    path.chmod(0o640)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def marts(home: Home, month: str) -> Path:
    return home.marts / month / current_builds(home)[month].build_id


def test_a_catalogue_that_is_gone_takes_no_month_with_it(copied: Home) -> None:
    before = current_builds(copied)
    copied.catalogue.unlink()
    clean(copied)
    assert current_builds(copied) == before
    copied.catalogue.unlink()
    current_catalogue(copied)
    assert list(current_builds(copied)) == MONTHS


@pytest.mark.parametrize("damage", [Path.unlink, flip])
def test_nothing_goes_on_from_a_damaged_table_and_rebuild_forgets_it(copied: Home, damage: Damage) -> None:
    state = marts(copied, FIRST) / "month_state.parquet"
    assert previous_marts(copied, SECOND, ["month_state"]) == state.parent
    damage(state)
    with pytest.raises(TableDamagedError, match=r"month_state.parquet is damaged or gone: `kinerja rebuild`"):
        previous_marts(copied, SECOND, ["month_state"])
    forget_damaged(copied)
    assert list(current_builds(copied)) == [SECOND]


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"no table")])
def test_a_catalogue_is_not_written_over_tables_that_are_not_there(copied: Home, damage: Damage) -> None:
    lines = marts(copied, SECOND) / "incentive_lines.parquet"
    damage(lines)
    with pytest.raises(TableDamagedError, match=r"incentive_lines.parquet is damaged or gone"):
        commit(copied, current_builds(copied))


@pytest.mark.parametrize("note", [None, b""])
def test_a_month_whose_tables_are_lost_is_told_and_no_later_one_runs_without_it(
    copied: Home, note: bytes | None
) -> None:
    folder = marts(copied, FIRST)
    if note is None:
        shutil.rmtree(folder)
    else:
        (folder / NOTE).write_bytes(note)
    with pytest.raises(TableDamagedError, match="kinerja rebuild"):
        current_catalogue(copied)
    with pytest.raises(RefusedError, match=rf"tables of {FIRST}.*`kinerja rebuild`"):
        prepare(copied, Request(SECOND), Workspace.of(copied, "run", SECOND))


def test_rows_that_were_kept_damaged_are_read_again(landed: Home, tmp_path: Path) -> None:
    home, receipt = received(landed, tmp_path)
    first = read_once(home, receipt, "Asia/Makassar")
    rows, kept = first.rows(), first.path.read_bytes()
    for damaged in (kept[:-40], kept[: kept.index(b"\n") + 1], kept[:-300] + b"\0" + kept[-299:], b""):
        first.path.write_bytes(damaged)
        assert read_once(home, receipt, "Asia/Makassar").rows().equals(rows)
        assert first.path.read_bytes() == kept


def test_rows_that_cannot_be_read_again_are_not_made_up(landed: Home, tmp_path: Path) -> None:
    home, receipt = received(landed, tmp_path)
    path = read_once(home, receipt, "Asia/Makassar").path
    path.write_bytes(path.read_bytes()[:-40])
    (home.landing / receipt.path).unlink()
    with pytest.raises(RefusedError, match="type the command again"):
        read_once(home, receipt, "Asia/Makassar").rows()
    assert read_once(home, receipt, "Asia/Makassar").reading.outcome == "refused"


def received(landed: Home, folder: Path) -> tuple[Home, Receipt]:
    home = Home(folder / "home")
    path = Path("52.71", SECOND, "task_completion", "ekinerja.csv")
    (home.landing / path).parent.mkdir(parents=True)
    shutil.copyfile(landed.landing / path, home.landing / path)
    receive(home, datetime(2026, 11, 1, tzinfo=UTC), {"52.71"}, {"task_completion"})
    return home, read_receipts(home)[0]


def test_a_book_that_lost_receipts_is_not_begun_anew(copied: Home) -> None:
    book = ledger.book_path(copied, "receipts")
    first, second, _ = book.read_bytes().split(b"\n", 2)
    for left in (b"", first + b"\n" + second + b"\n"):
        book.write_bytes(left)
        with pytest.raises(StateLostError, match=r"kehilangan \d+ tanda terima: pulihkan folder ledger/"):
            receive(copied, AT, {"52.71"}, {"employees"})
    assert book.read_bytes() == left


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"")])
def test_a_key_that_was_lost_is_not_made_anew(tmp_path: Path, damage: Damage) -> None:
    home = Home(tmp_path)
    before = salted_hash(home, b"siti", "signals.key")
    key = home.keys / "signals.key"
    kept = key.read_bytes()
    damage(key)
    with pytest.raises(StateLostError, match=r"signals.key hilang atau rusak: pulihkan folder keys/"):
        salted_hash(home, b"siti", "signals.key")
    key.write_bytes(kept)
    assert salted_hash(home, b"siti", "signals.key") == before
    key.write_bytes(b"ab" * 32 + b"\n")
    assert salted_hash(home, b"siti", "signals.key") != before


@pytest.fixture
def released(tmp_path: Path) -> tuple[Home, Path]:
    home = Home(tmp_path)
    build_catalogue(home, sample())
    return home, release_month(home, MONTH, AT)


@pytest.mark.parametrize(
    ("file", "damage"),
    [
        ("monthly_incentives.parquet", flip),
        ("monthly_incentives.parquet", Path.unlink),
        ("manifest.json", lambda path: path.chmod(0o640) or path.write_bytes(b"{")),
        ("manifest.json", Path.unlink),
    ],
)
def test_nothing_is_handed_on_or_released_after_a_damaged_release(
    released: tuple[Home, Path], file: str, damage: Damage
) -> None:
    home, folder = released
    assert offices(find_release(home, MONTH, SAMPLED))
    damage(folder / file)
    with pytest.raises(ReleaseDamagedError, match="bukan lagi berkas yang dirilis: `kinerja verify`"):
        offices(find_release(home, MONTH, SAMPLED))
    with pytest.raises(ReleaseRefused, match="kinerja verify"):
        release_month(home, MONTH, AT)


def test_nothing_is_released_over_a_ledger_that_knows_of_no_release(released: tuple[Home, Path]) -> None:
    home, _ = released
    ledger.book_path(home, "releases").unlink()
    with pytest.raises(ReleaseRefused, match="tidak tercatat dalam ledger: pulihkan folder ledger/"):
        release_month(home, MONTH, AT)
    with pytest.raises(StateLostError, match="tidak tercatat dalam ledger"):
        find_release(home, MONTH, SAMPLED)


def test_a_release_that_is_gone_is_not_released_once_more(released: tuple[Home, Path]) -> None:
    home, folder = released
    shutil.rmtree(folder)
    with pytest.raises(ReleaseRefused, match=r"manifest.json bukan lagi berkas yang dirilis"):
        release_month(home, MONTH, AT)
    assert not folder.exists()


def test_no_correction_is_computed_from_a_damaged_release(closed: dict[str, Government]) -> None:
    government = closed[OCT].kept("rusak")
    home = government.home
    workspace = Workspace.of(home, "test", NOV)
    workspace.compiled.mkdir()
    shutil.copy(next(home.compiled.glob(f"{OCT}/*/agency.parquet")), workspace.compiled)
    flip(home.releases / OCT / AGENCY / "r1" / "incentive_lines.parquet")
    with pytest.raises(ReleaseDamagedError, match=r"incentive_lines.parquet bukan lagi"):
        write_correction_inputs(home, Request(NOV), workspace)


def test_nothing_is_released_from_a_damaged_table(copied: Home) -> None:
    flip(marts(copied, FIRST) / "incentive_lines.parquet")
    with pytest.raises(TableDamagedError, match=r"incentive_lines.parquet is damaged"):
        release_of(copied, Request(FIRST, ("52.71",)), Actor("Sri", "sri"), AT)
    assert ledger.read(copied, "releases") == []


def test_nothing_is_released_by_rules_that_the_month_was_not_computed_with(copied: Home) -> None:
    copied.policies.mkdir(exist_ok=True)
    shutil.copy(REPOSITORY / "contracts" / "policies" / "mataram.yaml", copied.policies)
    with (copied.policies / "mataram.yaml").open("a", encoding="utf-8") as file:
        file.write("\n# ditambahkan sesudah bulan dihitung\n")
    with pytest.raises(NothingReleasedError, match=r"berubah sesudah bulan ini dihitung.*`kinerja run"):
        release_of(copied, Request(FIRST, ("52.71",)), Actor("Sri", "sri"), AT)
    assert ledger.read(copied, "releases") == []
