"""Releases: what payroll may trust, by a named human act."""

from pathlib import Path

from dagster import AssetExecutionContext, AssetSpec, Config, MaterializeResult, multi_asset
from pydantic import Field

from delivery.release.closing import Actor
from orchestration import clock
from orchestration.accounts import account
from orchestration.lineage import CATALOGUE, RELEASES
from orchestration.partitions import IN_ORDER, MONTHS
from orchestration.releasing import REFUSED, RELEASED, release_month
from orchestration.resources import HomeResource
from orchestration.signers import signer_of


class ReleaseAct(Config):
    """Who releases; without a name nothing leaves the house."""

    by: str = Field(min_length=1, description="Name of the official who releases.")
    sign: str = Field(default="", description="Path of the official's private key; empty: no signature.")


SPEC = AssetSpec(
    RELEASES,
    deps=[CATALOGUE],
    description="releases/<month>/<agency>/r<N>/: files that are never changed.",
    group_name="warehouse",
    kinds={"parquet", "csv"},
)


@multi_asset(name="write_releases", specs=[SPEC], partitions_def=MONTHS, backfill_policy=IN_ORDER)
def releases(
    context: AssetExecutionContext, config: ReleaseAct, home: HomeResource
) -> MaterializeResult[None]:
    """Release each agency of the month that is not held and was not released before."""
    signer = signer_of(home.home, Path(config.sign) if config.sign else None)
    actor = Actor(config.by, account(), signer)
    released: dict[str, str] = {}
    refused: dict[str, str] = {}
    for month in context.partition_keys:
        for outcome in release_month(home.home, home.request(month), actor, clock.now()):
            (released if outcome.is_released else refused)[outcome.agency_id] = outcome.sentence
    return MaterializeResult(metadata={RELEASED: list(released.values()), REFUSED: list(refused.values())})
