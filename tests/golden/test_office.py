"""One office assembled from real behaviour, through the whole program."""

import datetime as dt
import os
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from contracts.home import Home
from delivery.alerts.contacts import Contact
from delivery.alerts.digest import Digest
from delivery.alerts.forms import attachments
from delivery.catalogue import open_marts, rows
from tests.oracle.compare import differences
from tests.support.runs import REPOSITORY, Ended, kinerja_here

SAMPLES = Path(os.environ.get("KINERJA_SAMPLES", REPOSITORY.parent / "shared" / "samples"))
OFFICE = SAMPLES / "kota-contoh"
AGENCY, MONTH = "99.01", "2020-02"
FEEDS = {
    "1_attlog.dat": "attendance",
    "pegawai.csv": "employees",
    "units.csv": "units",
    "tugas_perizinan.csv": "task_completion",
    "lapor.csv": "public_feedback",
}
WITHOUT_PUNCH = "197102161995011012"

pytestmark = pytest.mark.skipif(
    not OFFICE.is_dir(), reason=f"the samples are not at {OFFICE}; name their folder in KINERJA_SAMPLES"
)


@pytest.fixture(scope="module")
def office(beside: None, tmp_path_factory: pytest.TempPathFactory) -> Home:  # noqa: ARG001 - its run needs it
    home = Home(tmp_path_factory.mktemp("office") / "data")
    home.create()
    for name, feed in FEEDS.items():
        folder = home.landing / AGENCY / MONTH / feed
        folder.mkdir(parents=True)
        shutil.copy(OFFICE / name, folder)
    ended = kinerja_here(home, "run", MONTH)
    assert ended.code in {0, 3}, ended.err
    return home


@pytest.fixture(scope="module")
def released(office: Home) -> Ended:
    return kinerja_here(office, "release", MONTH, "--by", "Kepala BKPSDM Kota Contoh")


def _rows(home: Home, query: str) -> list[dict[str, Any]]:
    with duckdb.connect(str(home.catalogue), read_only=True) as catalogue:
        return catalogue.sql(query).pl().to_dicts()


def test_seventeen_people_and_only_the_one_without_a_punch_is_held(office: Home) -> None:
    people = _rows(office, "from marts.monthly_incentives")
    assert len(people) == 17
    assert [row["employee_id"] for row in people if row["is_held"]] == [WITHOUT_PUNCH]
    assert all(row["incentive_amount"] == row["computed_amount"] > 0 for row in people if not row["is_held"])
    punched = (
        "select count(distinct employee_id) as people from marts.attendance_days where arrived_at is not null"
    )
    assert _rows(office, punched) == [{"people": 16}]


def test_the_day_on_which_nobody_punched_is_left_out_and_an_outage_suggested(office: Home) -> None:
    statuses = "select distinct day_status from marts.attendance_days where work_date = date '2020-02-25'"
    assert {row["day_status"] for row in _rows(office, statuses)} <= {"no_evidence", "not_counted"}
    findings = _rows(office, "from marts.gate_findings where starts_with(rule_code, 'gangguan_')")
    assert [(row["rule_code"], row["unit_id"], row["subject"]) for row in findings] == [
        ("gangguan_pemda_diduga", None, "2020-02-25")
    ]


def test_the_outage_of_the_office_is_one_row_to_complete_for_each_of_its_units(office: Home) -> None:
    contact = Contact(AGENCY, "email", "bkpsdm@kota.example", "BKPSDM", (), is_agency=True)
    with open_marts(office, MONTH) as connection:
        query = "select * from marts.quality_findings where rule_code = 'gangguan_pemda_diduga'"
        fresh = tuple(rows(connection, query, []))
        day = dt.date(2020, 3, 3)
        digest = Digest(contact, MONTH, day, day, fresh, (), (), (), {}, ())
        [attached] = attachments(connection, office.landing, digest)
    assert (attached.folder, attached.rows) == (f"landing/{AGENCY}/{MONTH}/outages/", 3)
    assert {row["finding_id"] for row in fresh} == attached.finding_ids


def test_tasks_of_strangers_are_quarantined(office: Home) -> None:
    query = "select count(*) as n from marts.quarantined_rows where reason_code = 'petugas_tidak_dikenal'"
    assert _rows(office, query) == [{"n": 218}]


def test_a_unit_without_a_survey_shares_that_weight_and_says_so(office: Home) -> None:
    query = "from marts.performance_indicators where unit_id = '01' and measure = 'ikm'"
    missing = _rows(office, query)
    assert len(missing) == 11
    assert all(row["score"] is None and row["is_assumed"] for row in missing)
    assert {row["assumption"] for row in missing} == {"redistribute"}


def test_the_oracle_agrees_to_the_rupiah(office: Home) -> None:
    assert not [str(difference) for difference in differences(office, (MONTH,))]


def test_the_office_is_released(office: Home, released: Ended) -> None:
    assert released.code == 0, released.err
    folder = office.releases / MONTH / AGENCY / "r1"
    assert {path.name for path in folder.iterdir()} >= {
        "manifest.json",
        "monthly_incentives.csv",
        "monthly_incentives.parquet",
    }
