import shutil
from pathlib import Path

import duckdb
import polars as pl
import pytest
from dagster import DagsterRun, DagsterRunStatus

from contracts.home import Home
from delivery.receipts import read_receipts
from orchestration.catalogue import current_builds, current_catalogue
from orchestration.instance import home_instance
from orchestration.request import Request
from orchestration.run import run_months
from tests.orchestration.conftest import MONTHS, run
from tests.support.reading import mart

LATE = (
    "nip,jenis_cuti,mulai,selesai,nomor_surat,tanggal_persetujuan\n"
    "{nip},tahunan,2026-10-05,2026-10-30,1/X,2026-10-01\n"
)


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.parquet")}


def _land_leave(home: Home, agency: str) -> None:
    person = mart(home, "monthly_incentives").filter(pl.col("agency_id") == agency)["employee_id"][0]
    folder = home.landing / agency / MONTHS[-1] / "leave"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "terlambat.csv").write_text(LATE.format(nip=person), encoding="utf-8")


def test_a_run_pays_people_and_dagster_shows_it(finished: Home) -> None:
    people = mart(finished, "monthly_incentives")
    assert set(people["month"]) == set(MONTHS)
    assert people["incentive_amount"].sum() > 0
    with home_instance(finished) as instance:
        runs = instance.get_runs()
    assert [run.status for run in runs] == [DagsterRunStatus.SUCCESS] * len(MONTHS)


def test_whom_a_row_is_about_is_a_text_in_every_table_of_the_catalogue(finished: Home) -> None:
    with duckdb.connect(str(finished.catalogue), read_only=True) as catalogue:
        others = catalogue.execute(
            "select table_schema, table_name, column_name, data_type from information_schema.columns "
            "where column_name in ('agency_id', 'month', 'unit_id', 'employee_id') and data_type <> 'VARCHAR'"
        ).fetchall()
    assert not others


@pytest.fixture(scope="module")
def again(finished: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The home after a run of a month whose tables were gone, and before which two runs had been killed."""
    home = Home(tmp_path_factory.mktemp("again") / "home")
    shutil.copytree(finished.root, home.root)
    shutil.rmtree(home.parsed)
    shutil.rmtree(home.marts / MONTHS[-1])
    for folder in (home.marts, home.accepted, home.quarantined):
        (folder / MONTHS[-1] / "half").mkdir(parents=True)
        (folder / MONTHS[-1] / "half" / "x.parquet").write_bytes(b"half")
    (home.root / "work" / "dead").mkdir(parents=True)
    with home_instance(home) as instance:
        instance.add_run(DagsterRun(job_name="month", run_id="dead", status=DagsterRunStatus.STARTED))
    result = run(home, MONTHS[-1])
    assert result.ending == "done", result.reason
    return home


def test_running_again_gives_the_same_build_and_bytes(finished: Home, again: Home) -> None:
    assert current_builds(again) == current_builds(finished)
    assert _bytes(again.marts) == _bytes(finished.marts)


def test_a_run_that_a_kill_left_open_is_failed_by_the_next(again: Home) -> None:
    with home_instance(again) as instance:
        dead = instance.get_run_by_id("dead")
    assert dead is not None
    assert dead.status == DagsterRunStatus.FAILURE


def test_what_a_killed_run_left_is_gone_after_the_next(again: Home) -> None:
    assert not list(again.root.rglob("half"))
    assert not list((again.root / "work").glob("dead"))


def test_many_months_in_one_run_are_the_same_as_one_after_the_other(
    landed: Home, finished: Home, tmp_path: Path
) -> None:
    home = Home(tmp_path / "home")
    shutil.copytree(landed.root, home.root)
    shutil.copytree(finished.keys, home.keys, dirs_exist_ok=True)
    result = run_months(home, MONTHS, Request(MONTHS[0]))
    assert result.ending == "done", result.reason
    assert _bytes(home.marts) == _bytes(finished.marts)


def test_a_run_of_one_agency_leaves_the_others_rows_as_they_were(copied: Home) -> None:
    agencies = sorted(current_builds(copied)[MONTHS[-1]].agencies)
    ours, other = agencies[0], agencies[1]
    before = {name: mart(copied, name) for name in ("monthly_incentives", "incentive_lines", "file_outcomes")}
    _land_leave(copied, ours)
    _land_leave(copied, other)
    assert run(copied, MONTHS[-1], ours).ending == "done"
    for name, rows in before.items():
        theirs = (
            pl.col("agency_id").is_null() | (pl.col("agency_id") != ours) | (pl.col("month") != MONTHS[-1])
        )
        assert mart(copied, name).filter(theirs).equals(rows.filter(theirs)), name
    ours_now = mart(copied, "file_outcomes").filter(pl.col("agency_id") == ours)
    assert ours_now["path"].str.ends_with("terlambat.csv").any()


def test_a_look_back_touches_nothing_current(copied: Home) -> None:
    before = _bytes(copied.marts)
    known_until = max(receipt.received_at for receipt in read_receipts(copied))
    _land_leave(copied, "52.71")
    result = run_months(copied, [MONTHS[-1]], Request(MONTHS[-1], (), known_until))
    assert result.ending == "done", result.reason
    assert _bytes(copied.marts) == before
    [looked] = (copied.root / "asof").iterdir()
    outcomes = mart(Home(copied.root, derived_root=looked), "file_outcomes")
    assert not outcomes["path"].str.ends_with("terlambat.csv").any()


def test_the_views_follow_a_home_that_moves(copied: Home) -> None:
    moved = Home(copied.root.rename(copied.root.with_name("moved")))
    current_catalogue(moved)
    assert mart(moved, "monthly_incentives").height
