"""The releases are a contract: files, columns, order and types are pinned in docs/release-contract.md."""

import json
import re
from datetime import date
from pathlib import Path

import duckdb
import pytest
import yaml

from contracts.home import Home
from contracts.policy.loading import load_policies
from delivery.handoff.released import Released
from delivery.release.manifest import SCHEMA_VERSION
from delivery.release.publish import AS_CSV, AS_PARQUET
from delivery.release.special import release_special
from orchestration.special import special_payment
from tests.support.released import AT, as_law, of_law, released
from tests.support.sample_month import AGENCY, MONTH, sample

ROOT = Path(__file__).parents[2]
MODELS = ROOT / "dbt_project" / "models" / "marts"
CONTRACT = (ROOT / "docs" / "release-contract.md").read_text(encoding="utf-8")
TABLES = (*AS_PARQUET, "agency_month_profile")
SPECIAL = f"""
special_payments:
  thr: {{cite: baku, decree: PP 1, basis_month: "{MONTH}", percent: 100, statuses: [PNS]}}
"""


def pinned(table: str) -> list[tuple[str, str]]:
    section = CONTRACT.split(f"### `{table}` ")[1].split("\n### ")[0]
    return re.findall(r"^\| `(\w+)` \| `([^`]+)` \|", section, re.MULTILINE)


def columns(path: Path) -> list[tuple[str, str]]:
    described = duckdb.execute(f"describe select * from '{path}'").fetchall()
    return [(str(row[0]), str(row[1]).lower()) for row in described]


@pytest.fixture
def release(home: Home) -> Released:
    return released(home, as_law(sample()), of_law(rules=SPECIAL))


@pytest.mark.parametrize("table", TABLES)
def test_the_models_promise_what_the_contract_says(table: str) -> None:
    [model] = yaml.safe_load((MODELS / f"{table}.yml").read_text(encoding="utf-8"))["models"]
    promised = [(column["name"], column["data_type"].replace(" ", "")) for column in model["columns"]]
    assert pinned(table) == promised


def test_a_release_has_the_files_and_columns_of_the_contract(release: Released) -> None:
    for table in AS_PARQUET:
        assert dict(columns(release.folder / f"{table}.parquet")) == dict(pinned(table))
    for table in AS_CSV:
        header = (release.folder / f"{table}.csv").read_text(encoding="utf-8").splitlines()[0]
        assert set(header.split(",")) == set(dict(pinned(table)))


def test_the_manifest_has_the_keys_of_the_contract(release: Released) -> None:
    section = CONTRACT.split("## `manifest.json`")[1].split("The manifest of a special")[0]
    rows = re.findall(r"^\| (`.+?`) \|", section, re.MULTILINE)
    assert [key for row in rows for key in re.findall(r"`(\w+)`", row)] == list(release.manifest)
    assert release.manifest["schema_version"] == SCHEMA_VERSION == 7
    assert f"now **{SCHEMA_VERSION}**" in CONTRACT


def test_a_special_release_is_pinned_too(home: Home, release: Released) -> None:
    payment = special_payment(load_policies(home_policies=home.policies), AGENCY, "thr", date(2026, 11, 2))
    assert payment is not None
    folder = release_special(home, release.agency_id, payment, by="Sri", released_at=AT, code_version="abc")
    assert columns(folder / "special_payments.parquet") == pinned("special_payments")
    manifest = json.loads((folder / "manifest.json").read_text())
    section = CONTRACT.split("The manifest of a special")[1].split("##")[0]
    own = set(re.findall(r"`(\w+)`", section))
    shared = {"schema_version", "agency_id", "is_simulation", "people", "files", "code_version"}
    assert set(manifest) == own | shared
