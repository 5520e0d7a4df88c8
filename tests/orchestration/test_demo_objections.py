"""Objections of the demo as `make demo` makes them: in marts, on statements, in status and on the page."""

import shutil
from pathlib import Path

import polars as pl
import pytest

from contracts.home import Home
from delivery.statement.build import statement
from delivery.statement.text import render
from delivery.summary import AgencyStatus, month_status
from orchestration.demo_released import land_released
from tests.orchestration.conftest import MONTHS, run
from tests.support.postgres import OTHERS, OURS, release
from tests.support.reading import mart

RELEASED, LAST = MONTHS


@pytest.mark.slow
def test_each_objection_of_the_demo_stands_where_people_look(finished: Home, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    shutil.copytree(finished.root, home.root)
    for agency in (OURS, OTHERS):
        release(home, RELEASED, agency)
    assert len([*land_released(home, RELEASED)]) == len(("sp2d", "sp2d", "leave", "objections"))
    for month, *agencies in ((RELEASED, OURS), (LAST,)):
        assert run(home, month, *agencies).ending == "done"
    found = mart(home, "objections").filter(month=LAST)
    assert found.group_by("agency_id", "state").len().sort(pl.all()).rows() == [
        (OURS, "accepted", 1),
        (OURS, "open", 1),
        (OURS, "rejected", 1),
    ]
    people = dict(found.select("state", "employee_id").iter_rows())
    [line] = mart(home, "incentive_lines").filter(month=LAST, for_month=RELEASED).iter_rows(named=True)
    assert (line["employee_id"], line["line_kind"]) == (people["accepted"], "kekurangan")
    assert line["cause"].startswith(f"keberatan K-1/{RELEASED}; ")
    refused = " ".join(render(statement(home, people["rejected"], RELEASED)).split())
    assert "Ditolak oleh Sekretaris Daerah pada 27 Oktober 2026" in refused
    statuses = _statuses(home)
    assert {agency: each["status"] for agency, each in statuses.items()} == {
        agency: each["status"] for agency, each in _statuses(finished).items()
    }
    assert "1 keberatan" in str(statuses[OURS]["reasons"])
    page = (home.serving / "quality" / LAST / "index.html").read_text(encoding="utf-8")
    assert f"K-3/{RELEASED}" in page


def _statuses(home: Home) -> dict[str, AgencyStatus]:
    return {each["agency_id"]: each for each in month_status(home, LAST)["agencies"]}
