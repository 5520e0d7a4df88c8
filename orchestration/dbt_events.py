"""Ends of dbt nodes as events of Dagster, the same ones from either way of calling dbt."""

import json
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from dagster import AssetExecutionContext, AssetKey
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtCliResource
from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage

from orchestration import dbt
from orchestration.lineage import source_key
from orchestration.workspace import Workspace


class Translator(DagsterDbtTranslator):
    """Maps dbt's source `input` to the assets that fill it, and a model to `<folder>/<model>`."""

    def __init__(self) -> None:
        super().__init__(DagsterDbtTranslatorSettings(enable_duplicate_source_asset_keys=True))

    def get_asset_key(self, dbt_resource_props: Any) -> AssetKey:  # noqa: ANN401 - as dagster-dbt types it
        """Key of a model or source."""
        if dbt_resource_props["resource_type"] == "source":
            return source_key(dbt_resource_props["name"])
        return AssetKey([dbt_resource_props["schema"], dbt_resource_props["name"]])

    def get_group_name(self, dbt_resource_props: Any) -> str:  # noqa: ANN401 - as dagster-dbt types it
        """Group of a model: the layer it belongs to."""
        return str(dbt_resource_props["schema"])


# One for all: it keeps the specs that it has made.
TRANSLATOR = Translator()


@cache
def manifest() -> dict[str, Any]:
    """Return the parsed project as dbt publishes it; it is parsed first when a model is newer."""
    loaded: dict[str, Any] = json.loads(dbt.ensure_manifest().read_bytes())
    return loaded


def in_process(context: AssetExecutionContext, workspace: Workspace) -> Iterator[Any]:
    """Build through `dbtRunner`; events follow when dbt has ended."""
    ended: list[dbt.Event] = []
    failure: dbt.DbtFailedError | None = None
    try:
        dbt.build(workspace, ended.append)
    except dbt.DbtFailedError as error:
        failure = error
    for event in ended:
        message = DbtCoreCliEventMessage(raw_event=dict(event), event_history_metadata={})
        yield from message.to_default_asset_events(manifest(), TRANSLATOR, context)
    if failure is not None:
        raise failure


def command_line(context: AssetExecutionContext, workspace: Workspace) -> Iterator[Any]:
    """Build through `DbtCliResource`, which starts dbt as a process of its own."""
    resource = DbtCliResource(
        project_dir=str(dbt.PROJECT),
        profiles_dir=str(dbt.PROJECT),
        dbt_executable=str(Path(sys.executable).with_name("dbt")),
    )
    with dbt.work_database(workspace):
        invocation = resource.cli(
            ["build", "--exclude-resource-type", "unit_test"],
            manifest=manifest(),
            dagster_dbt_translator=TRANSLATOR,
            context=context,
            target_path=workspace.dbt_target,
            raise_on_error=False,
        )
        yield from invocation.stream()
    if not invocation.is_successful():
        raise dbt.DbtFailedError(str(invocation.get_error()))
