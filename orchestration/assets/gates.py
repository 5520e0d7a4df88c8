"""Gates: which agencies and people may go on, and why not."""

from collections.abc import Iterator

from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    AssetExecutionContext,
    AssetKey,
    AssetSpec,
    MaterializeResult,
    multi_asset,
)

from orchestration import judging
from orchestration.lineage import AGENCY_GATES, FINDINGS, accepted_key
from orchestration.partitions import IN_ORDER, MONTHS
from orchestration.resources import HomeResource

PROFILE = AssetKey(["marts", "agency_month_profile"])
INCENTIVES = AssetKey(["marts", "monthly_incentives"])

SPECS = [
    AssetSpec(
        FINDINGS,
        deps=[PROFILE, INCENTIVES, accepted_key("file_outcomes"), accepted_key("quarantined_rows")],
        description="What is wrong or unusual, by agency, unit and person.",
        group_name="gates",
        kinds={"polars", "greatexpectations"},
    ),
    AssetSpec(
        AGENCY_GATES,
        deps=[FINDINGS],
        description="Ready, ready with warnings, or held: one row per agency.",
        group_name="gates",
        kinds={"polars"},
    ),
]
CHECKS = [
    AssetCheckSpec(
        "plausible_months",
        asset=FINDINGS,
        description="Great Expectations: each agency's month looks like one.",
    ),
    AssetCheckSpec(
        "no_agency_held", asset=AGENCY_GATES, description="Every agency may go on to its release."
    ),
]


@multi_asset(name="judge", specs=SPECS, check_specs=CHECKS, partitions_def=MONTHS, backfill_policy=IN_ORDER)
def judge(
    context: AssetExecutionContext, home: HomeResource
) -> Iterator[MaterializeResult[None] | AssetCheckResult]:
    """Evaluate every gate of each month."""
    verdict = judging.Verdict()
    for month in context.partition_keys:
        verdict = judging.judge(home.home, home.request(month), home.workspace(month))
    held = sorted(agency for agency, status in verdict.agencies.items() if status == "held")
    yield MaterializeResult(asset_key=FINDINGS, metadata=dict(verdict.findings))
    yield MaterializeResult(asset_key=AGENCY_GATES, metadata=dict(verdict.agencies))
    yield AssetCheckResult(
        asset_key=FINDINGS,
        check_name="plausible_months",
        passed=not verdict.implausible,
        severity=AssetCheckSeverity.WARN,
        metadata={"agencies": ", ".join(verdict.implausible)},
    )
    yield AssetCheckResult(
        asset_key=AGENCY_GATES,
        check_name="no_agency_held",
        passed=not held,
        severity=AssetCheckSeverity.WARN,
        metadata={"held": ", ".join(held)},
    )
