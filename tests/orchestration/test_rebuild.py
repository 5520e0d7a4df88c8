"""What is deleted comes again: the catalogue from its builds, everything from what must survive."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from contracts.home import Home
from contracts.quality import shipped_quality
from delivery import ledger
from delivery.holds import clear, open_holds
from delivery.release.closing import Actor
from delivery.verify.audit import verify
from orchestration import receiving
from orchestration.catalogue import current_builds, current_catalogue
from orchestration.rebuilding import Replay, replays
from orchestration.releasing import release_month
from orchestration.request import Request
from orchestration.workspace import Workspace
from tests.orchestration.conftest import MONTHS, run
from tests.support.lowered import BAD, GOOD, lower_ratings, newer, rating_file, ratings
from tests.support.reading import mart
from tests.support.runs import kinerja_done

AGENCY = "52.71"
SURVIVES = {"landing", "ledger", "releases", "keys", "policies"}
MADE_AGAIN = ("accepted", "compiled", "marts", "quarantined")
DAYS = [datetime(2026, 11, day, tzinfo=UTC) for day in range(1, 5)]


def judged(home: Home, month: str, day: int, *agencies: str) -> None:
    event = {"kind": "judged", "at": DAYS[day].isoformat(), "month": month, "receipts": 1}
    ledger.append(home, "findings", [event | {"agencies": list(agencies) or None, "build": f"b{day}"}])


def test_the_runs_behind_the_current_rows_are_done_again(tmp_path: Path) -> None:
    home = Home(tmp_path)
    judged(home, "2026-10", 0, "52.71")
    judged(home, "2026-10", 1)
    judged(home, "2026-09", 2)
    judged(home, "2026-10", 2, "52.71")
    judged(home, "2026-10", 3, "52.71")
    assert replays(home) == [
        Replay("2026-10", (), DAYS[1], "b1"),
        Replay("2026-09", (), DAYS[2], "b2"),
        Replay("2026-10", ("52.71",), DAYS[3], "b3"),
    ]


def test_a_run_that_read_an_older_run_of_the_month_before_is_done_again_after_that_one(
    tmp_path: Path,
) -> None:
    home = Home(tmp_path)
    judged(home, "2026-08", 0)
    judged(home, "2026-09", 0)
    judged(home, "2026-10", 1, "52.71")
    judged(home, "2026-10", 1)
    judged(home, "2026-09", 2)
    judged(home, "2026-09", 3, "52.71")
    assert [(each.month, each.build, each.agencies) for each in replays(home)] == [
        ("2026-08", "b0", ()),
        ("2026-09", "b0", ()),
        ("2026-10", "b1", ()),
        ("2026-09", "b2", ()),
        ("2026-09", "b3", ("52.71",)),
    ]


@pytest.mark.parametrize("damage", [b"", b"not a database", b"\0" * 20_000])
def test_a_catalogue_that_cannot_be_read_is_written_anew(copied: Home, damage: bytes) -> None:
    before, rows = current_builds(copied), mart(copied, "monthly_incentives")
    copied.catalogue.write_bytes(damage)
    current_catalogue(copied)
    assert current_builds(copied) == before
    assert mart(copied, "monthly_incentives").equals(rows)


def accepted(home: Home, day: int, until: datetime | None) -> dict[str, bytes]:
    """Bytes of what a run of one agency accepts after a look at the landing folder."""
    workspace = Workspace.of(home, f"look-{day}", MONTHS[-1])
    receiving.receive(home, DAYS[day], workspace)
    request = Request(MONTHS[-1], (AGENCY,) if until is None else (), None, until)
    receiving.accept(home, request, workspace)
    return made(workspace.folder)


def made(*folders: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder.parent).as_posix(): path.read_bytes()
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "looked_at"
    }


def something_lands_and_something_goes(home: Home) -> None:
    """After the run: a late file, litter, a file that grows, one that has grown whole, another agency."""
    folder = home.landing / AGENCY / MONTHS[-1] / "attendance"
    shutil.copyfile(folder / "1_attlog.dat", folder / "late.dat")
    shutil.copy2(folder / "1_attlog.dat", folder / "backdated.dat")
    shutil.copyfile(folder / ".DS_Store", folder / "Thumbs.db")
    (folder / "9_attlog.dat.part").rename(folder / "9_attlog.dat")
    (folder / "8_attlog.dat.part").write_bytes(b"half")
    shutil.copytree(folder, home.landing / "99.01" / MONTHS[-1] / "attendance")


def test_what_lands_or_goes_after_a_run_is_unknown_when_it_is_done_again(
    landed: Home, tmp_path: Path
) -> None:
    home = Home(tmp_path / "home")
    shutil.copytree(landed.landing / AGENCY, home.landing / AGENCY)
    home.create()
    then = accepted(home, 0, None)
    something_lands_and_something_goes(home)
    shutil.rmtree(home.parsed)
    again = accepted(home, 1, DAYS[0])
    assert _names(again, "look-1") == _names(then, "look-0")
    now = accepted(home, 2, None)
    assert _names(now, "look-2") != _names(then, "look-0")


@pytest.mark.slow
def test_everything_but_what_must_survive_can_be_made_again(copied: Home) -> None:
    closed_months(copied)
    names = ("monthly_incentives", "incentive_lines", "attendance_days", "file_outcomes", "month_state")
    before: dict[str, pl.DataFrame] = {name: mart(copied, name) for name in names}
    files = made(*(copied.root / room for room in MADE_AGAIN))
    kept = made(copied.releases, copied.keys, copied.policies)
    told = {path.name: path.read_bytes() for path in copied.ledger.glob("*.jsonl")}
    for path in copied.root.iterdir():
        if path.is_dir() and path.name not in SURVIVES:
            shutil.rmtree(path)
    something_lands_and_something_goes(copied)
    said = kinerja_done(copied, "rebuild").out
    assert said.count("the same build") == len(MONTHS), said
    assert all(mart(copied, name).equals(rows) for name, rows in before.items())
    assert made(*(copied.root / room for room in MADE_AGAIN)) == files
    assert made(copied.releases, copied.keys, copied.policies) == kept
    assert verify(copied.root)["is_sound"]
    looked = {"receipts.jsonl", "unread.jsonl"}
    after = {name: (copied.ledger / name).read_bytes() for name in told}
    assert {name: after[name] for name in told.keys() - looked} == {
        name: told[name] for name in told.keys() - looked
    }
    assert all(after[name].startswith(told[name]) for name in looked)


def closed_months(home: Home) -> None:
    """Release a month, pay late who was held in it, change it again, and release the next one."""
    first, second = MONTHS
    header, _, rating, *_ = ratings(home, AGENCY, first)
    other = rating.replace(GOOD, BAD)
    assert other != rating
    rating_file(home, AGENCY, first, "ganda.csv").write_text(header + rating + other, encoding="utf-8")
    assert run(home, first).ending == "done"
    released(home, first)
    mended = header + newer(rating, first)
    rating_file(home, AGENCY, first, "satu.csv").write_text(mended, encoding="utf-8")
    for hold in open_holds(home, first):
        if hold["agency_id"] == AGENCY and shipped_quality().locked(hold["rule_code"]) is None:
            words = {"by": "Sri", "second": "Budi", "reason": "Sudah diperiksa", "document": "800/1"}
            at = datetime.now(UTC)
            clear(home, hold["finding_id"], month=first, at=at, quality=shipped_quality(), **words)
    assert run(home, first).ending == "done"
    released(home, first)
    assert (home.releases / first / AGENCY / "r2").is_dir()
    lower_ratings(home, AGENCY, first)
    assert run(home, first).ending == "done"
    assert run(home, second).ending == "done"
    lines = mart(home, "incentive_lines").filter(agency_id=AGENCY, month=second)
    assert lines["line_kind"].is_in(["kekurangan", "kelebihan"]).any()
    released(home, second)


def released(home: Home, month: str) -> None:
    [outcome] = release_month(home, Request(month, (AGENCY,)), Actor("Sri", "1:sri"), datetime.now(UTC))
    assert outcome.is_released, outcome.sentence


def _names(files: dict[str, bytes], folder: str) -> dict[str, bytes]:
    return {name.removeprefix(f"{folder}/"): content for name, content in files.items()}
