"""The tables for BI over many small governments: nobody alone, no total that gives away what is not shown."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
import yaml
from pydantic import ValidationError

from contracts.home import Home
from contracts.metrics import shipped_metrics
from contracts.privacy import Privacy, shipped_privacy
from delivery.bi import snapshot as writing
from delivery.bi.snapshot import SQL, remove_leftovers, write_snapshot
from delivery.bi.tables import bi_tables
from tests.support.bi_lake import AGENCIES, MONTHS, write_lake
from tests.support.linkage import linked

ROOT = Path(__file__).resolve().parents[2]
K = 4
SETTINGS = shipped_privacy().model_copy(update={"k": K})
# too few people, or too few of them paid: the others wait, and the sum would be theirs
FEW = f"(count(*) < {K} or count_if(incentive_amount > 0) between 1 and {K - 1})"
ALIKE = "month, unit_key, post_key, pay_state, sex, age_band, policy_key"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Forty governments of 3 to 120 people."""
    home = Home(tmp_path_factory.mktemp("lake"))
    write_lake(home)
    write_snapshot(home, memory_limit="1GB", settings=SETTINGS)
    return home


@pytest.fixture(scope="module")
def snapshot(home: Home) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(f"attach '{home.catalogue}' as lake (read_only)")
    connection.execute(f"attach '{home.snapshot}' as readers (read_only)")
    connection.execute("use readers.bi")
    return connection


def _none(snapshot: duckdb.DuckDBPyConnection, query: str) -> None:
    assert snapshot.execute(query).fetchall() == []


def _count(snapshot: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(snapshot.execute(f"select count(*) from ({query})").fetchall()[0][0])


@pytest.mark.parametrize("knows_pay", [False, True])
def test_nobody_is_linked(home: Home, *, knows_pay: bool) -> None:
    assert linked(home.snapshot, home.catalogue, K, knows_pay=knows_pay) == []


def test_rows_of_people_come_in_groups_that_are_alike_in_everything(
    snapshot: duckdb.DuckDBPyConnection,
) -> None:
    _none(
        snapshot,
        f"select {ALIKE} from fact_incentive group by all having count(*) < {K} "
        "or count(*) <> min(group_people) or count(distinct group_key) > 1 "
        "or max(paid_amount) - min(paid_amount) > 1 or max(basic_amount) - min(basic_amount) > 1",
    )
    assert _count(snapshot, "select distinct pay_state from fact_incentive") == 3
    assert _count(snapshot, "select distinct age_band from fact_incentive where age_band <> '*'") > 1


def test_a_government_of_too_few_people_is_not_told(snapshot: duckdb.DuckDBPyConnection) -> None:
    few = f"""select month, agency_id from lake.marts.monthly_incentives group by all having {FEW}"""
    assert _count(snapshot, few) > len(MONTHS)
    for fact in ("fact_incentive", "fact_unit_month", "fact_attendance", "fact_indicator"):
        assert _count(snapshot, f"from {fact} semi join ({few}) using (month, agency_id)") == 0
    _none(
        snapshot,
        f"select * from fact_agency_month semi join ({few}) using (month, agency_id) where people > 0",
    )


def test_sums_of_all_others_are_exact(snapshot: duckdb.DuckDBPyConnection) -> None:
    _none(
        snapshot,
        "select month, agency_id, master.people, told.people, master.paid, told.paid from ("
        "  select month, agency_id, count(*) as people, sum(incentive_amount) as paid, "
        "  sum(basic_amount) as basic from lake.marts.monthly_incentives "
        f"  group by all having not ({FEW})) as master "
        "left join (select month, agency_id, count(*) as people, sum(paid_amount) as paid, "
        "  sum(basic_amount) as basic from fact_incentive group by all) as told using (month, agency_id) "
        "where (master.people, master.paid, master.basic) "
        "is distinct from (told.people, told.paid, told.basic)",
    )
    _none(
        snapshot,
        "select * from (select month, agency_id, sum(people) as people, sum(paid_amount) as paid_amount "
        "from fact_unit_month group by all) as units inner join fact_agency_month as whole "
        "using (month, agency_id) "
        "where units.people <> whole.people or units.paid_amount <> whole.paid_amount",
    )


def test_a_units_total_less_what_is_seen_of_it_is_nothing(snapshot: duckdb.DuckDBPyConnection) -> None:
    _none(
        snapshot,
        "select * from (select month, agency_id, coalesce(unit_id, '-') as unit_id, count(*) as people "
        "from lake.marts.monthly_incentives group by all) as master "
        "inner join dim_unit as units using (agency_id, unit_id) "
        "inner join fact_unit_month as told using (month, unit_key) where told.people <> master.people",
    )
    _none(snapshot, f"from fact_unit_month where people < {K}")
    assert (
        _count(snapshot, "from fact_unit_month semi join dim_unit using (unit_key) where unit_key like '%*'")
        > 1
    )


def test_held_people_are_told_only_where_no_part_is_too_few(snapshot: duckdb.DuckDBPyConnection) -> None:
    parts = (
        "select told.people_held, held.people as held, told.people - held.people as others, "
        "held.people - shown.apart as held_mixed, shown.mixed - held.people + shown.apart as others_mixed "
        "from fact_agency_month as told inner join (select month, agency_id, count_if(is_held) as people "
        "from lake.marts.monthly_incentives group by all) as held using (month, agency_id) "
        "inner join (select month, agency_id, count_if(pay_state = 'ditahan') as apart, "
        "count_if(pay_state = 'campuran') as mixed from fact_incentive group by all) as shown "
        "using (month, agency_id)"
    )
    too_few = " or ".join(
        f"{part} between 1 and {K - 1}" for part in ("held", "others", "held_mixed", "others_mixed")
    )
    _none(snapshot, f"from ({parts}) where people_held is null and not ({too_few})")
    _none(snapshot, f"from ({parts}) where people_held is not null and (people_held <> held or {too_few})")
    assert _count(snapshot, f"from ({parts}) where people_held > 0") > 1
    assert _count(snapshot, f"from ({parts}) where people_held is null") > 1
    _none(snapshot, "from fact_agency_month where (people_held is null) <> (held_amount is null)")
    _none(snapshot, "from fact_agency_month where computed_amount <> paid_amount + held_amount")


def test_what_units_are_told_by_has_k_people_or_answers_behind_it(
    snapshot: duckdb.DuckDBPyConnection,
) -> None:
    _none(
        snapshot,
        "select month, agency_id from (select month, agency_id, unit_id, count(*) as n from "
        "lake.marts.monthly_incentives where not is_held group by all) as seen "
        "inner join dim_unit as units using (agency_id, unit_id) "
        f"inner join fact_attendance using (month, unit_key) where n < {K}",
    )
    _none(snapshot, f"from fact_survey where respondents < {K}")
    _none(snapshot, f"from fact_complaint where counted_complaints < {K}")
    _none(
        snapshot,
        "select * from "
        "(select month, agency_id, sum(respondents) as n from fact_survey group by all) as told "
        "inner join (select month, agency_id, count(*) as n from lake.accepted.survey_answer group by all) "
        "as master using (month, agency_id) where told.n <> master.n",
    )


def test_findings_on_few_people_are_told_together_or_not_at_all(snapshot: duckdb.DuckDBPyConnection) -> None:
    _none(snapshot, f"from fact_finding where rule_code <> 'berkas_ditolak' and findings < {K}")
    assert _count(snapshot, "from fact_finding where rule_code = 'berkas_ditolak'") == AGENCIES * len(MONTHS)
    assert _count(snapshot, "from fact_finding where rule_code = 'pegawai_bertentangan'") > 1


@pytest.mark.parametrize(
    "change",
    [{"ladder": [["post_type"]]}, {"ladder": []}, {"age_from": [40, 30]}, {"k": 0}, {"reason": "ya"}],
)
def test_settings_that_say_nothing_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Privacy.model_validate(shipped_privacy().model_dump() | change)


def test_a_snapshot_that_cannot_be_read_is_written_anew(home: Home, tmp_path: Path) -> None:
    other = Home(tmp_path, home.root)
    other.serving.mkdir(parents=True)
    other.snapshot.write_bytes(b"no database")
    other.snapshot.with_suffix(".new").write_bytes(b"left by a killed run")
    assert write_snapshot(other, memory_limit="1GB", settings=SETTINGS)["fact_incentive"] > 0
    assert sorted(path.name for path in other.serving.iterdir()) == ["bi", "warehouse.duckdb"]


KILLED_BEFORE_THE_RENAME = """
import os, signal, sys
from contracts.home import Home
from delivery.bi import snapshot
from pathlib import Path
snapshot._parquet = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
snapshot.write_snapshot(Home(Path(sys.argv[1]), Path(sys.argv[2])), memory_limit="1GB")
"""


def test_a_reader_keeps_its_picture_while_a_write_is_killed_and_another_replaces_it(
    home: Home, tmp_path: Path
) -> None:
    other = Home(tmp_path, home.root)
    other.serving.mkdir(parents=True)
    other.snapshot.write_bytes(home.snapshot.read_bytes())
    picture = (
        "select stamp, max(person_key) from snapshot.months join bi.fact_incentive using (month) group by 1"
    )

    def kept(reader: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
        return reader.execute(f"{picture} order by 1").fetchall()

    with duckdb.connect(str(other.snapshot), read_only=True) as reader:
        first = kept(reader)
        killed = subprocess.run(
            [sys.executable, "-c", KILLED_BEFORE_THE_RENAME, str(tmp_path), str(home.root)],
            cwd=ROOT,
            check=False,
        )
        assert killed.returncode == -signal.SIGKILL
        assert other.snapshot.with_suffix(".new").exists()
        assert other.snapshot.read_bytes() == home.snapshot.read_bytes()
        assert kept(reader) == first
        write_snapshot(other, memory_limit="1GB")
        assert kept(reader) == first
    with duckdb.connect(str(other.snapshot), read_only=True) as reader:
        assert len(kept(reader)) == len(first) == len(MONTHS)
        assert not set(kept(reader)) & set(first)


def test_a_snapshot_that_ends_in_the_middle_leaves_the_one_before(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left on device")

    other = Home(tmp_path, home.root)
    other.serving.mkdir(parents=True)
    other.snapshot.write_bytes(home.snapshot.read_bytes())
    monkeypatch.setattr(writing, "_parquet", full)
    with pytest.raises(OSError, match="no space"):
        write_snapshot(other, memory_limit="1GB", settings=SETTINGS)
    assert other.snapshot.read_bytes() == home.snapshot.read_bytes()
    assert other.snapshot.with_suffix(".new").exists()
    remove_leftovers(other)
    assert [path.name for path in other.serving.iterdir()] == ["warehouse.duckdb"]


def test_every_table_and_metric_is_in_the_document() -> None:
    document = (ROOT / "docs" / "bi.md").read_text(encoding="utf-8")
    metrics = shipped_metrics()
    tables = [f"| `{table.name}` | {table.grain} |" for table in bi_tables().values()]
    words = [
        f"| `{name}` {told.label} | {told.words} | {told.unit} | `{metrics.bi_sql(name)[0]}` |"
        for name in metrics.metrics
        for told in [metrics.told(name)]
    ]
    assert not [row for row in (*tables, *words) if row not in document]
    assert f"`k` people ({shipped_privacy().k}," in document


def test_a_measure_stands_in_one_table_only() -> None:
    keys = {"month", "people"} | {
        name
        for table in bi_tables().values()
        for name in (*table.key, *(column for (column,) in table.refers.values()))
    }
    sums_of_groups = {"fact_incentive", "fact_unit_month", "fact_agency_month"}
    placed: dict[str, str] = {}
    for table in bi_tables().values():
        home = "groups" if table.name in sums_of_groups else table.name
        for column in table.columns if table.name.startswith("fact_") else ():
            if column.name not in keys:
                assert placed.setdefault(column.name, home) == home, column.name
    for name, measure in shipped_metrics().measures.items():
        assert name in {column.name for column in bi_tables()[measure.fact].columns}, name


def test_the_exposure_names_the_models_that_are_read() -> None:
    project = ROOT / "dbt_project" / "models"
    exposures = yaml.safe_load((project / "exposures.yml").read_text(encoding="utf-8"))["exposures"]
    named = {ref for each in exposures if each["name"] == "tables_for_bi" for ref in each["depends_on"]}
    sql = "".join(path.read_text(encoding="utf-8") for path in SQL.glob("*.sql"))
    models = {path.stem for path in (project / "marts").glob("*.sql")}
    assert named == {f"ref('{name}')" for name in set(re.findall(r"lake\.marts\.(\w+)", sql)) & models}
