"""What readers outside the personnel office open: every month for BI, without names."""

from dagster import AssetExecutionContext, AssetSpec, MaterializeResult, multi_asset

from delivery.bi.snapshot import write_snapshot
from delivery.report.write import write_report
from orchestration.duck import memory_limit
from orchestration.lineage import BI_SNAPSHOT, CATALOGUE, MONTHLY_REPORT
from orchestration.partitions import IN_ORDER, MONTHS
from orchestration.resources import HomeResource

SNAPSHOT = AssetSpec(
    BI_SNAPSHOT,
    deps=[CATALOGUE],
    description="serving/warehouse.duckdb and serving/bi/: tables for BI of every month, without names.",
    group_name="warehouse",
    kinds={"duckdb", "parquet"},
)
REPORT = AssetSpec(
    MONTHLY_REPORT,
    deps=[CATALOGUE, BI_SNAPSHOT],
    description="serving/report/<month>/<agency>/index.html: what is paid and why it changed, without names.",
    group_name="warehouse",
    kinds={"html"},
)


@multi_asset(name="serve_bi", specs=[SNAPSHOT], partitions_def=MONTHS, backfill_policy=IN_ORDER)
def bi_snapshot(context: AssetExecutionContext, home: HomeResource) -> MaterializeResult[None]:
    """Write the snapshot once for the months of the run; a look back shows nothing to anybody."""
    if home.home.derived_root:
        return MaterializeResult(metadata={"months": "none: a look back"})
    rows = write_snapshot(home.home, memory_limit=memory_limit())
    return MaterializeResult(metadata={**rows, "months": ", ".join(context.partition_keys)})


@multi_asset(name="report_month", specs=[REPORT], partitions_def=MONTHS, backfill_policy=IN_ORDER)
def monthly_report(context: AssetExecutionContext, home: HomeResource) -> MaterializeResult[None]:
    """Write the report of each month, after its run and not within it: drawing costs as long as computing.

    For the agencies of the run's configuration, all where there are none; a look back writes nothing.
    """
    if home.home.derived_root:
        return MaterializeResult(metadata={"pages": "none: a look back"})
    written = [
        page
        for month in context.partition_keys
        for page in write_report(home.home, month, only=home.agencies)
    ]
    return MaterializeResult(metadata={"pages": "\n".join(map(str, written))})
