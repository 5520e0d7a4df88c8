"""Releases: what payroll may trust, by a named human act."""

from datetime import UTC, datetime

from dagster import AssetExecutionContext, Config, MaterializeResult, asset
from pydantic import Field

from orchestration.lineage import CATALOGUE, RELEASES
from orchestration.partitions import IN_ORDER, MONTHS
from orchestration.releasing import REFUSED, RELEASED, release_month
from orchestration.resources import HomeResource


class ReleaseAct(Config):  # type: ignore[misc]
    """Who releases; without a name nothing leaves the house."""

    by: str = Field(min_length=1, description="Name of the official who releases.")


@asset(
    key=RELEASES,
    deps=[CATALOGUE],
    partitions_def=MONTHS,
    backfill_policy=IN_ORDER,
    group_name="warehouse",
    kinds={"parquet", "csv"},
)
def releases(context: AssetExecutionContext, config: ReleaseAct, home: HomeResource) -> MaterializeResult:
    """Release each agency of the month that is not held and was not released before."""
    released: dict[str, str] = {}
    refused: dict[str, str] = {}
    for month in context.partition_keys:
        for outcome in release_month(home.home, home.request(month), config.by, datetime.now(UTC)):
            (released if outcome.is_released else refused)[outcome.agency_id] = outcome.sentence
    return MaterializeResult(metadata={RELEASED: list(released.values()), REFUSED: list(refused.values())})
