"""Policies and calendars, compiled to tables that SQL joins by agency and date."""

from collections.abc import Iterator

from dagster import AssetExecutionContext, AssetSpec, MaterializeResult, multi_asset

from orchestration import receiving
from orchestration.lineage import CALENDAR, RULES, accepted_key
from orchestration.partitions import IN_ORDER, MONTHS
from orchestration.resources import HomeResource

SPECS = [
    AssetSpec(
        RULES,
        deps=[accepted_key("calendar_decree")],
        description="Rules of each agency's policy with their dates, citations and statuses.",
        group_name="policy",
        kinds={"yaml"},
    ),
    AssetSpec(
        CALENDAR,
        deps=[accepted_key("calendar_decree")],
        description="Working days and hours of each agency, as decreed.",
        group_name="policy",
        kinds={"yaml"},
    ),
]


@multi_asset(name="compile_policies", specs=SPECS, partitions_def=MONTHS, backfill_policy=IN_ORDER)
def compile_policies(context: AssetExecutionContext, home: HomeResource) -> Iterator[MaterializeResult[None]]:
    """Compile the policies of the run's agencies for each month."""
    rows: dict[str, int] = {}
    for month in context.partition_keys:
        rows = receiving.compile_policies(home.home, home.request(month), home.workspace(month))
    calendar = rows.pop("calendar_days", 0)
    yield MaterializeResult(asset_key=RULES, metadata=dict(rows))
    yield MaterializeResult(asset_key=CALENDAR, metadata={"calendar_days": calendar})
