"""Landed files, by feed: each gets its receipt the first time that a run sees it."""

from collections.abc import Iterator

from dagster import AssetExecutionContext, AssetSpec, MaterializeResult, multi_asset

from orchestration import clock, receiving
from orchestration.lineage import landing_key
from orchestration.partitions import IN_ORDER, MONTHS
from orchestration.resources import HomeResource
from sources.feeds import FEEDS

SPECS = [
    AssetSpec(
        landing_key(feed),
        description=f"Files landed for feed {feed}: landing/<agency>/<month>/{feed}/.",
        group_name="landing",
        kinds={"file"},
    )
    for feed in FEEDS
]


@multi_asset(name="receive", specs=SPECS, partitions_def=MONTHS, backfill_policy=IN_ORDER)
def receive(context: AssetExecutionContext, home: HomeResource) -> Iterator[MaterializeResult[None]]:
    """Write a receipt for each landed file that has none; here the run reads the clock, and nowhere else."""
    received_at = clock.now()
    for month in context.partition_keys:
        facts = receiving.receive(home.home, received_at, home.workspace(month))
    for feed in FEEDS:
        yield MaterializeResult(asset_key=landing_key(feed), metadata=dict(facts[feed]))
