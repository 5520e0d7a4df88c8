"""Bad data holds whose it is and nobody else, and the mended file ends it."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from contracts.home import Home
from orchestration.releasing import release_month
from orchestration.request import Request
from sources.demo import machine_files, write_demo
from tests.orchestration.conftest import MONTHS, run
from tests.support.reading import mart

MONTH = MONTHS[-1]
CUT = "33.74"
OTHERS = ("14.72", "52.71", "76.02")


@pytest.fixture(scope="module")
def mended(finished: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The home after the whole export of the agency whose month was cut had landed."""
    folder = tmp_path_factory.mktemp("mended")
    home, whole = Home(folder / "home"), Home(folder / "whole")
    shutil.copytree(finished.root, home.root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(machine_files, "_LAST_DAY_OF_A_CUT", 30)
        write_demo(whole.landing, whole.root / "planted.json", employees=120, months=2, end=MONTH)
    attendance = Path(CUT, MONTH, "attendance")
    for path in (whole.landing / attendance).glob("scanlog*"):
        shutil.copyfile(path, home.landing / attendance / path.name)
    result = run(home, MONTH)
    assert result.ending == "done", result.reason
    return home


def status(home: Home) -> dict[str, str]:
    gates = mart(home, "agency_gates")
    return {
        agency: stands
        for agency, month, stands, _ in gates.iter_rows()
        if month == MONTH and agency != "99.99"
    }


def released(home: Home, folder: Path) -> dict[str, bytes]:
    """Every byte that is released for the others; the manifest without its position in the ledger."""
    copy = Home(folder)
    shutil.copytree(home.root, copy.root)
    release_month(copy, Request(MONTH, OTHERS), "Uji", datetime(2026, 11, 5, tzinfo=UTC))
    found = {
        str(path.relative_to(copy.releases)): path.read_bytes()
        for path in sorted(copy.releases.rglob("*"))
        if path.is_file()
    }
    for name in [name for name in found if name.endswith("manifest.json")]:
        manifest = json.loads(found[name])
        del manifest["ledger_position"]
        found[name] = json.dumps(manifest).encode()
    return found


def test_an_agency_with_a_destroyed_month_leaves_the_others_as_if_it_were_fine(
    finished: Home, mended: Home, tmp_path: Path
) -> None:
    assert status(finished)[CUT] == "held"
    assert status(mended)[CUT] == "ready_with_warnings"
    assert {status(finished)[other] for other in OTHERS} == {"ready", "ready_with_warnings"}
    beside_the_held = released(finished, tmp_path / "held")
    assert {name.split("/")[1] for name in beside_the_held} == set(OTHERS)
    assert beside_the_held == released(mended, tmp_path / "mended")


def test_the_mended_file_resolves_the_finding_and_is_named(finished: Home, mended: Home) -> None:
    def found(home: Home) -> list[tuple[object, ...]]:
        rows = mart(home, "quality_findings").select(
            "month", "agency_id", "rule_code", "state", "resolved_by", "at_risk_amount"
        )
        return [row for row in rows.iter_rows() if row[:3] == (MONTH, CUT, "presensi_berhenti")]

    [(*_, state, by, amount)] = found(finished)
    assert (state, by) == ("opened", None)
    [(*_, state, by, same)] = found(mended)
    assert (state, by) == ("resolved", f"{CUT}/{MONTH}/attendance/scanlog_ptsp.xlsx")
    assert same == amount
    assert int(str(amount)) > 0


def test_findings_come_by_money_and_what_is_still_open_says_so(mended: Home) -> None:
    with duckdb.connect(str(mended.catalogue), read_only=True) as connection:
        rows = connection.sql("from marts.quality_findings").pl()
    assert rows["at_risk_amount"].to_list() == sorted(rows["at_risk_amount"], reverse=True)
    of_month = rows.filter(rows["month"] == MONTH)
    states = dict(of_month["state"].value_counts().iter_rows())
    assert states["still_open"] > states["resolved"] > 0
    assert of_month["finding_id"].is_unique().all()
    people = of_month.filter(of_month["severity"] == "hold")
    assert people.filter(people["state"] == "still_open")["employee_id"].null_count() == 0
