"""Accepted rows, by record type, and what became of every file and row."""

from collections.abc import Iterator

from dagster import AssetExecutionContext, AssetSpec, MaterializeResult, multi_asset

from orchestration import receiving
from orchestration.feeds import OUTCOMES
from orchestration.lineage import accepted_key, landing_key
from orchestration.partitions import IN_ORDER, MONTHS
from orchestration.resources import HomeResource
from sources.feeds import FEEDS

DESCRIPTIONS = {
    "file_outcomes": "What became of each landed file, and of each of its rows.",
    "quarantined_rows": "Rows that broke the promise of their record type, each with its reason.",
    "person_hold": "People whom acceptance holds, with the reason.",
    "agency_intake": "Which delivery of the master applies to each agency, and whether its files balance.",
}

# The master names the people behind pins, users and counters, so every record type depends on it.
MASTER = (landing_key("employees"), landing_key("units"))

SPECS = [
    AssetSpec(
        accepted_key(record_type),
        deps=sorted({landing_key(feed), *MASTER}),
        description=f"Accepted rows of record type {record_type}.",
        group_name="accepted",
        kinds={"polars", "parquet"},
    )
    for feed, record_types in FEEDS.items()
    for record_type in record_types
] + [
    AssetSpec(
        accepted_key(name),
        deps=[landing_key(feed) for feed in FEEDS],
        description=DESCRIPTIONS[name],
        group_name="accepted",
        kinds={"polars", "parquet"},
    )
    for name in OUTCOMES
]


@multi_asset(name="accept", specs=SPECS, partitions_def=MONTHS, backfill_policy=IN_ORDER)
def accept(context: AssetExecutionContext, home: HomeResource) -> Iterator[MaterializeResult[None]]:
    """Parse what is new and judge every row of the months."""
    facts: receiving.Facts = {}
    for month in context.partition_keys:
        facts = receiving.accept(home.home, home.request(month), home.workspace(month))
    for spec in SPECS:
        yield MaterializeResult(asset_key=spec.key, metadata=dict(facts.get(spec.key.path[-1], {})))
