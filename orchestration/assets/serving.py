"""What readers outside the personnel office open: every month for BI, without names."""

from collections.abc import Iterator

from dagster import (
    AssetCheckResult,
    AssetCheckSpec,
    AssetExecutionContext,
    AssetSpec,
    MaterializeResult,
    multi_asset,
)

from delivery.bi.snapshot import write_snapshot
from delivery.report.write import write_report
from orchestration import steps
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


# The last step of a run: who is held is in the tables too, marked, before the run says that nobody goes on.
GOES_ON = AssetCheckSpec(
    "some_agency_goes_on", asset=BI_SNAPSHOT, blocking=True, description="At least one agency is not held."
)


@multi_asset(
    name="serve_bi",
    specs=[SNAPSHOT],
    check_specs=[GOES_ON],
    partitions_def=MONTHS,
    backfill_policy=IN_ORDER,
)
def bi_snapshot(
    context: AssetExecutionContext, home: HomeResource
) -> Iterator[MaterializeResult[None] | AssetCheckResult]:
    """Write the snapshot once for the months of the run; a look back shows nothing to anybody."""
    if home.home.derived_root:
        yield MaterializeResult(metadata={"months": "none: a look back"})
    else:
        rows = write_snapshot(home.home, memory_limit=memory_limit())
        yield MaterializeResult(metadata={**rows, "months": ", ".join(context.partition_keys)})
    stuck = [month for month in context.partition_keys if not steps.goes_on(home.home, home.request(month))]
    yield AssetCheckResult(
        check_name=GOES_ON.name, passed=not stuck, metadata={"months without any": ", ".join(stuck)}
    )


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
