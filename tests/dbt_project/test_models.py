import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
import yaml

from contracts.acceptance.schema import record_columns
from contracts.records import RECORDS
from sources.frames import SCHEMAS
from tests.support.empty_inputs import RESOLVED, write_empty_inputs

PROJECT = Path(__file__).parents[2] / "dbt_project"
BOOKKEEPING = {"agency_id", "month", "file_no", "row_no", "is_edge"}


def dbt(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "dbt"), *arguments]
    command += ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
    command += ["--target-path", str(folder / "target"), "--log-path", str(folder / "logs")]
    environment = os.environ | {"KINERJA_WORK_DB": str(folder / "work.duckdb"), "KINERJA_WORK_THREADS": "1"}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def silent_month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A month in which nothing landed, built by the command line of dbt with every test of the models."""
    folder = tmp_path_factory.mktemp("silent")
    write_empty_inputs(folder / "work.duckdb")
    built = dbt(folder, "build")
    assert built.returncode == 0, built.stdout
    return folder


def test_a_month_of_silence_builds_and_pays_nobody(silent_month: Path) -> None:
    with duckdb.connect(str(silent_month / "work.duckdb"), read_only=True) as connection:
        marts = connection.execute(
            "select table_name from information_schema.tables where table_schema = 'marts' order by 1"
        ).fetchall()
        rows = {
            name: connection.execute(f"select count(*) from marts.{name}").fetchall() for (name,) in marts
        }
    assert {path.stem for path in (PROJECT / "models" / "marts").glob("*.sql")} == set(rows)
    assert set(map(str, rows.values())) == {"[(0,)]"}


def test_rules_hold_on_their_edges(silent_month: Path) -> None:
    results = json.loads((silent_month / "target" / "run_results.json").read_text(encoding="utf-8"))[
        "results"
    ]
    unit_tests = {
        each["unique_id"]: each["status"] for each in results if each["unique_id"].startswith("unit_test.")
    }
    manifest = json.loads((silent_month / "target" / "manifest.json").read_text(encoding="utf-8"))
    assert set(unit_tests) == set(manifest["unit_tests"])
    assert len(unit_tests) >= 4
    assert set(unit_tests.values()) == {"pass"}


def test_records_and_models_agree_on_columns() -> None:
    for record_type, columns in SCHEMAS.items():
        accepted = set(columns) - {"fault", "text_key"} | BOOKKEEPING | set(RESOLVED.get(record_type, []))
        assert set(RECORDS[record_type].to_schema().columns) == accepted, record_type
        assert set(record_columns(record_type)) | BOOKKEEPING == accepted, record_type


def test_every_model_of_the_marts_has_a_contract_with_described_columns() -> None:
    for model in (PROJECT / "models" / "marts").glob("*.sql"):
        (described,) = yaml.safe_load(model.with_suffix(".yml").read_text())["models"]
        assert described["name"] == model.stem
        assert all(column["data_type"] and column["description"] for column in described["columns"])
        assert not [
            c for c in described["columns"] if c["data_type"] in {"double", "float", "real", "hugeint"}
        ]
