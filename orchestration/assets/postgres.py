"""The month in the government's own PostgreSQL, where it has one."""

from dagster import AssetExecutionContext, AssetSpec, MaterializeResult, multi_asset

from orchestration.lineage import BI_SNAPSHOT, CATALOGUE, POSTGRES, RELEASES
from orchestration.partitions import IN_ORDER, MONTHS
from orchestration.postgres import publish_month, told
from orchestration.resources import HomeResource

SPEC = AssetSpec(
    POSTGRES,
    deps=[CATALOGUE, BI_SNAPSHOT, RELEASES],
    description="Schemas payroll, bi and hr of the server that KINERJA_POSTGRES_URL names.",
    group_name="warehouse",
    kinds={"postgres"},
)


@multi_asset(name="write_postgres", specs=[SPEC], partitions_def=MONTHS, backfill_policy=IN_ORDER)
def postgres(context: AssetExecutionContext, home: HomeResource) -> MaterializeResult[None]:
    """Publish each month of the run in a transaction of its own."""
    sentences = [
        sentence
        for month in context.partition_keys
        for sentence in told(month, publish_month(home.home, month, home.request(month).agencies))
    ]
    return MaterializeResult(metadata={"told": sentences})
