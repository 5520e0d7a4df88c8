"""dbt's models as assets and its tests as checks."""

from collections.abc import Iterator
from typing import Any

from dagster import AssetExecutionContext
from dagster_dbt import dbt_assets

from orchestration import steps
from orchestration.dbt import DbtFailedError
from orchestration.dbt_events import TRANSLATOR, manifest
from orchestration.partitions import IN_ORDER, MONTHS
from orchestration.resources import DbtEngine, HomeResource


@dbt_assets(
    manifest=manifest(),
    name="build_models",
    partitions_def=MONTHS,
    backfill_policy=IN_ORDER,
    dagster_dbt_translator=TRANSLATOR,
)
def models(context: AssetExecutionContext, home: HomeResource, dbt_engine: DbtEngine) -> Iterator[Any]:
    """Build each month in a fresh work database; Dagster records the events of the last."""
    events: list[Any] = []
    for month in context.partition_keys:
        workspace = home.workspace(month)
        steps.prepare(home.home, home.request(month), workspace)
        events = []
        try:
            events.extend(dbt_engine.events(context, workspace))
        except DbtFailedError:
            yield from events
            raise
    yield from events
