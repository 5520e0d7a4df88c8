"""The snapshot for BI of a demo that was run: whole, without names, and nobody in it stands alone."""

import hashlib
import hmac
import re
import shutil
from collections import Counter
from pathlib import Path

import duckdb
import polars as pl
import pytest
from dagster import materialize

from contracts.home import Home
from contracts.privacy import Privacy, shipped_privacy
from delivery.bi.snapshot import month_keys, write_snapshot
from delivery.bi.tables import bi_tables
from delivery.metrics import SHARES
from delivery.summary import month_status
from delivery.wording import rupiah, term
from orchestration.assets.serving import bi_snapshot
from orchestration.catalogue import current_builds
from orchestration.resources import HomeResource
from orchestration.run import _ending
from tests.orchestration.conftest import MONTHS
from tests.support.joint import reports_of
from tests.support.linkage import linked
from tests.support.reading import mart

K = shipped_privacy().k


def _read(home: Home, query: str) -> pl.DataFrame:
    with duckdb.connect(str(home.snapshot), read_only=True) as connection:
        return connection.sql(query).pl()


def _elsewhere(demo_home: Home, folder: Path, settings: Privacy) -> Home:
    """Write a snapshot of the demo's months into a home of its own."""
    home = Home(folder, demo_home.root)
    write_snapshot(home, memory_limit="1GB", settings=settings)
    return home


@pytest.fixture(scope="module")
def bare(demo_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A snapshot without generalisation: every person alone, told as finely as the settings can."""
    return _elsewhere(
        demo_home, tmp_path_factory.mktemp("bare"), shipped_privacy().model_copy(update={"k": 1})
    )


@pytest.mark.parametrize("knows_pay", [False, True])
def test_nobody_is_linked_to_fewer_than_k_rows(demo_home: Home, *, knows_pay: bool) -> None:
    assert linked(demo_home.snapshot, demo_home.catalogue, K, knows_pay=knows_pay) == []


@pytest.mark.parametrize("knows_pay", [False, True])
def test_the_attack_finds_people_where_nothing_is_generalised(bare: Home, *, knows_pay: bool) -> None:
    found = linked(bare.snapshot, bare.catalogue, K, knows_pay=knows_pay)
    assert len(found) > mart(bare, "monthly_incentives").height // 2


def test_no_pseudonym_leads_from_one_month_to_the_next(demo_home: Home) -> None:
    rows = _read(demo_home, "select month, person_key from bi.fact_incentive")
    assert rows["month"].n_unique() == 2
    assert rows["person_key"].n_unique() == rows.height


def test_pseudonyms_are_keyed_by_a_secret_of_the_home(demo_home: Home) -> None:
    builds = [(month, build.build_id) for month, build in current_builds(demo_home).items()]
    keys = month_keys(demo_home, builds, shipped_privacy())
    people = mart(demo_home, "monthly_incentives").select("month", "agency_id", "employee_id").rows()
    made = {
        hmac.new(keys[month], f"{agency}|{nip}".encode(), hashlib.sha256).hexdigest()
        for month, agency, nip in people
    }
    assert made == set(_read(demo_home, "select person_key from bi.fact_incentive")["person_key"])
    assert (demo_home.keys / "bi.key").stat().st_mode & 0o077 == 0


def test_neither_names_nor_numbers_of_people_are_in_any_file(demo_home: Home) -> None:
    people = mart(demo_home, "monthly_incentives")
    words = [text.encode() for name in ("employee_id", "name") for text in people[name].unique().drop_nulls()]
    search = re.compile(b"|".join(map(re.escape, words)))
    files = [demo_home.snapshot, *demo_home.bi.iterdir()]
    assert len(files) == len(bi_tables()) + 1
    assert not [path.name for path in files if search.search(path.read_bytes())]
    with duckdb.connect(str(demo_home.snapshot), read_only=True) as connection:
        texts = [
            (table.name, column.name)
            for table in bi_tables().values()
            for column in table.columns
            if column.kind == "varchar"
            and connection.execute(
                f"select count(*) from bi.{table.name} where regexp_matches({column.name}, '^\\d{{18}}$')"
            ).fetchone()
            != (0,)
        ]
    assert not texts


def test_a_unit_is_told_whole_or_not_at_all(demo_home: Home) -> None:
    master = mart(demo_home, "monthly_incentives").with_columns(pl.col("unit_id").fill_null("-"))
    sizes = master.group_by("month", "agency_id", "unit_id").len("size")
    seen = _read(
        demo_home,
        "select month, units.agency_id, unit_id, people from bi.fact_unit_month as facts "
        "inner join bi.dim_unit as units on facts.unit_key = units.unit_key where not is_merged",
    )
    both = seen.join(sizes, on=["month", "agency_id", "unit_id"], how="left")
    assert both.filter(pl.col("people") != pl.col("size")).is_empty()
    assert seen["people"].min() >= K  # type: ignore[operator] # a column of whole numbers
    assert sizes.filter(pl.col("size") < K).height > 0


def test_the_sums_of_an_agency_are_exact(demo_home: Home) -> None:
    amounts = ("basic_amount", "paid_amount")
    columns = ["month", "agency_id", "people", "basic_amount", "paid_amount"]
    true = (
        mart(demo_home, "monthly_incentives")
        .group_by("month", "agency_id")
        .agg(
            pl.len().alias("people"), pl.sum("basic_amount"), pl.sum("incentive_amount").alias("paid_amount")
        )
        .select(columns)
        .cast({"people": pl.Int64})
        .sort(columns)
    )
    for source, people in (("fact_incentive", "count(*)"), ("fact_unit_month", "sum(people)")):
        told = _read(
            demo_home,
            f"select month, agency_id, {people}::bigint as people, "
            + ", ".join(f"sum({name})::bigint as {name}" for name in amounts)
            + f" from bi.{source} group by all order by all",
        )
        assert told.rows() == true.rows()


def test_keys_are_unique_and_refer_to_what_is_there(demo_home: Home) -> None:
    with duckdb.connect(str(demo_home.snapshot), read_only=True) as connection:
        for table in bi_tables().values():
            key = ", ".join(table.key)
            twice = f"select {key} from bi.{table.name} group by all having count(*) > 1"
            assert connection.execute(twice).fetchall() == [], table.name
            for other, (column,) in table.refers.items():
                lost = (
                    f"select {column} from bi.{table.name} anti join bi.{other} using ({column}) "
                    f"where {column} is not null"
                )
                assert connection.execute(lost).fetchall() == [], f"{table.name}.{column}"
        kinds = connection.execute(
            "select table_name, column_name, lower(data_type), comment "
            "from duckdb_columns() where schema_name = 'bi'"
        ).fetchall()
        only_tables = connection.execute(
            "select count(*) from information_schema.tables where table_type <> 'BASE TABLE'"
        ).fetchone()
    declared = {(t.name, c.name, c.kind, c.meaning) for t in bi_tables().values() for c in t.columns}
    assert set(kinds) == declared
    assert only_tables == (0,)


def test_a_month_that_did_not_change_is_taken_over(demo_home: Home, tmp_path: Path) -> None:
    home = _elsewhere(demo_home, tmp_path, shipped_privacy())
    first = {table: _read(home, f"from bi.{table}") for table in bi_tables()}
    parquet = {path.name: path.read_bytes() for path in home.bi.iterdir()}
    reader = duckdb.connect(str(home.snapshot), read_only=True)
    write_snapshot(home, memory_limit="1GB")
    assert reader.execute("select count(*) from bi.fact_incentive").fetchone() == (
        first["fact_incentive"].height,
    )
    reader.close()
    for table, rows in first.items():
        assert _read(home, f"from bi.{table}").equals(rows), table
    assert {path.name: path.read_bytes() for path in home.bi.iterdir()} == parquet
    assert not [path for path in home.serving.iterdir() if path.name not in {"warehouse.duckdb", "bi"}]


def test_the_tables_are_written_before_a_run_says_that_every_agency_is_held(
    demo_home: Home, tmp_path: Path
) -> None:
    copied = Home(shutil.copytree(demo_home.root, tmp_path / "home"))
    held = [(MONTHS[-1], "33.74")]
    old = copied.snapshot.stat().st_ino
    for agencies, is_done in ((["33.74"], False), ([], True)):
        resources = {"home": HomeResource(root=str(copied.root), agencies=agencies)}
        done = materialize([bi_snapshot], partition_key=MONTHS[-1], resources=resources, raise_on_error=False)
        assert done.success is is_done
        assert copied.snapshot.stat().st_ino != old
        old = copied.snapshot.stat().st_ino
        assert (
            _read(copied, "select month, agency_id from bi.fact_agency_month where status = 'held'").rows()
            == held
        )
        assert (
            _read(copied, "select sum(paid_amount) from bi.fact_incentive where agency_id = '33.74'").item()
            > 0
        )
    assert _ending("DagsterAssetCheckFailedError") == "stuck"


def test_a_metric_is_the_same_number_for_every_reader(demo_home: Home) -> None:
    month = "2026-10"
    page = (demo_home.serving / "quality" / month / "index.html").read_text(encoding="utf-8")
    page = page.replace("\N{NO-BREAK SPACE}", " ")
    metrics = _read(demo_home, "from bi.dim_metric").rows_by_key("metric", named=True, unique=True)
    for agency in month_status(demo_home, month)["agencies"]:
        of_agency = f"where month = '{month}' and agency_id = '{agency['agency_id']}'"
        told: dict[str, str] = {}
        for name, metric in metrics.items():
            [(value,)] = _read(
                demo_home, f"select {metric['expression']} from bi.{metric['fact']} {of_agency}"
            ).rows()
            if name in agency["metrics"]:
                told[name] = agency["metrics"][name] or "-"
                assert abs(float(told[name].replace(",", ".")) - value) < 0.005 + 1e-9, name
        [(people, paid)] = _read(
            demo_home, f"select people, paid_amount from bi.fact_agency_month {of_agency}"
        ).rows()
        assert (people, paid) == (agency["people"], agency["money"]["incentive_amount"])
        assert rupiah(paid) in page or agency["status"] == "held"
        rows = [re.findall(r'class="number"[^>]*>\s*([\d,-]+)', row) for row in page.split("<tr>")]
        assert list(told.values()) in rows
        assert set(told) == set(SHARES)


def test_the_report_tells_units_the_same_numbers_too(demo_home: Home) -> None:
    month = "2026-10"
    metrics = _read(demo_home, "from bi.dim_metric").rows_by_key("label", named=True, unique=True)
    compared: Counter[str] = Counter()
    for report in reports_of(demo_home, month, shipped_privacy()):
        found: list[tuple[dict[str, str], str, str | None]] = [
            (metrics["Capaian pembayaran"], unit.name, unit.share) for unit in report.units
        ]
        found += [
            (metrics[label.removesuffix(" (%)")], unit, cell)
            for table in report.tables
            for unit, cells in table.rows
            for label, cell in zip(table.columns, cells, strict=True)
            if label.removesuffix(" (%)") in metrics
        ]
        for metric, unit, text in found:
            of_unit = (
                f"where month = '{month}' and facts.agency_id = '{report.agency_id}' and unit_name = $unit"
            )
            with duckdb.connect(str(demo_home.snapshot), read_only=True) as connection:
                [(value,)] = connection.execute(
                    f"select {metric['expression']} from bi.{metric['fact']} as facts "
                    f"inner join bi.dim_unit as units on facts.unit_key = units.unit_key {of_unit}",
                    {"unit": unit},
                ).fetchall()
            assert (text is None) == (value is None)
            if text is not None:
                assert abs(float(text.replace(",", ".")) - value) < 0.005 + 1e-9, (metric["metric"], unit)
                compared[metric["metric"]] += 1
    assert set(compared) == set(SHARES)


def test_the_words_of_a_metric_are_those_of_the_statement(demo_home: Home) -> None:
    labels = dict(_read(demo_home, "select metric, label from bi.dim_metric").rows())
    assert {name: term(name) for name in ("ikm", "attendance_rate")} == {
        name: labels[name].lower() for name in ("ikm", "attendance_rate")
    }
