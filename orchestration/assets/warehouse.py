"""The catalogue: once it is renamed into place, the month is what everybody reads."""

from collections.abc import Iterator

from dagster import (
    AssetExecutionContext,
    AssetKey,
    AssetObservation,
    AssetSpec,
    MaterializeResult,
    multi_asset,
)

from orchestration import steps
from orchestration.dbt_events import manifest
from orchestration.feeds import OUTCOMES
from orchestration.lineage import AGENCY_GATES, CATALOGUE, FINDINGS, PREVIOUS, QUALITY_PAGE, accepted_key
from orchestration.partitions import IN_ORDER, MONTHS
from orchestration.resources import HomeResource
from orchestration.telling import show_month

MARTS = [
    AssetKey([node["schema"], node["name"]])
    for node in manifest()["nodes"].values()
    if node["resource_type"] == "model" and node["schema"] == "marts"
]
PUBLISHED = AssetSpec(
    CATALOGUE,
    deps=[*sorted(MARTS), FINDINGS, AGENCY_GATES, *(accepted_key(name) for name in OUTCOMES)],
    description="warehouse/kinerja.duckdb: views over the current marts of every month.",
    group_name="warehouse",
    kinds={"duckdb", "parquet"},
)
# The month before is read by the models; as a link of the graph to itself it would be a circle.
PREVIOUS_MONTH = AssetSpec(
    PREVIOUS,
    description="State and profile of the month before; what earlier months released and should have.",
    group_name="warehouse",
    kinds={"parquet"},
)
PAGE = AssetSpec(
    QUALITY_PAGE,
    deps=[CATALOGUE],
    description="serving/quality/<month>/index.html: how the month stands, for HR, offline.",
    group_name="warehouse",
    kinds={"html"},
)


@multi_asset(name="publish", specs=[PUBLISHED, PAGE], partitions_def=MONTHS, backfill_policy=IN_ORDER)
def publish(context: AssetExecutionContext, home: HomeResource) -> Iterator[MaterializeResult[None]]:
    """Commit each month, the first one first; findings are published even when every agency is held.

    Each commit is observed at once: what fails after it fails to show a month that is current.
    """
    rows: dict[str, int] = {}
    page = ""
    for month in context.partition_keys:
        request = home.request(month)
        published = steps.publish(home.home, request, home.workspace(month))
        build = {"build": published.build_id}
        context.log_event(AssetObservation(CATALOGUE, partition=month, metadata=build))
        steps.note_findings(home.home, request, published)
        rows = published.rows
    yield MaterializeResult(asset_key=CATALOGUE, metadata=dict(rows))
    if not home.home.derived_root:  # a look back shows nothing to anybody
        page = [show_month(home.home, month) for month in context.partition_keys][-1]
    yield MaterializeResult(asset_key=QUALITY_PAGE, metadata={"page": page})
