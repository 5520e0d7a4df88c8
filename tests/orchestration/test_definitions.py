import subprocess
import sys
import tomllib
from importlib import import_module

from dagster import AssetKey, Definitions

from orchestration.builds import REPOSITORY
from orchestration.dbt_events import manifest
from orchestration.definitions import daily_preview, defs
from orchestration.lineage import PREVIOUS, RELEASES, source_key
from orchestration.partitions import IN_ORDER, MONTHS


def test_the_server_loads_what_pyproject_names() -> None:
    tool = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    named = import_module(tool["dagster"]["module_name"])
    assert tool["dagster"]["code_location_name"] == tool["dg"]["project"]["code_location_name"]
    Definitions.validate_loadable(named.defs)


def test_dagster_validates_the_definitions_in_a_process_of_its_own() -> None:
    command = [sys.executable, "-m", "dagster", "definitions", "validate", "-m", "orchestration.definitions"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_asset_has_months_and_runs_them_in_order() -> None:
    graph = defs.resolve_asset_graph()
    for key in graph.materializable_asset_keys:
        assert graph.get(key).partitions_def == MONTHS
        assert graph.get(key).backfill_policy == IN_ORDER


def test_months_do_not_depend_on_the_clock() -> None:
    assert MONTHS.get_first_partition_key() == "2020-01"
    assert MONTHS.get_last_partition_key() == "2039-12"


def test_each_model_is_an_asset_and_each_test_of_one_model_a_check() -> None:
    graph = defs.resolve_asset_graph()
    models = {
        AssetKey([node["schema"], node["name"]])
        for node in manifest()["nodes"].values()
        if node["resource_type"] == "model"
    }
    assert models <= graph.materializable_asset_keys


def test_each_table_that_dbt_reads_has_an_asset_behind_it() -> None:
    keys = {source_key(source["name"]) for source in manifest()["sources"].values()}
    assert keys - {PREVIOUS} <= defs.resolve_asset_graph().materializable_asset_keys


def test_lineage_reaches_from_a_feed_to_the_release() -> None:
    graph = defs.resolve_asset_graph()
    downstream: set[AssetKey] = set()
    waiting = [AssetKey(["landing", "attendance"])]
    while waiting:
        for key in graph.get(waiting.pop()).child_keys - downstream:
            downstream.add(key)
            waiting.append(key)
    assert RELEASES in downstream


def test_nothing_starts_by_itself() -> None:
    assert daily_preview.default_status.value == "STOPPED"
    month = defs.resolve_job_def("month")
    assert not {"release", "report_month"} & {node.name for node in month.nodes}
    assert not [schedule for schedule in defs.schedules or () if schedule.job_name == "release"]
