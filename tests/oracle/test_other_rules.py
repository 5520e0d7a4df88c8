"""The demo under rules that are nobody's: everyone is paid what the oracle says."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from contracts.home import Home
from sources.demo import write_demo
from tests.faults.running import Run
from tests.oracle.compare import differences
from tests.support.closed_months import quiet
from tests.support.reading import mart

MONTHS = ("2026-09", "2026-10")
POLICIES = Path(__file__).parent


@pytest.mark.usefixtures("beside")
@pytest.mark.parametrize("folder", ["policies", pytest.param("policies_luas", marks=pytest.mark.slow)])
def test_everyone_is_paid_what_the_oracle_says(tmp_path: Path, folder: str) -> None:
    home = Home(tmp_path / "data")
    home.create()
    for policy in (POLICIES / folder).glob("*.yaml"):
        shutil.copy(policy, home.policies)
    write_demo(home.landing, home.root / "planted.json", employees=300, months=2, end=MONTHS[-1])
    for month in MONTHS:
        run = Run(month, datetime(2026, 11, 2, tzinfo=UTC))
        run.prepare(home, quiet)
        run.publish(home, quiet)
    assert mart(home, "monthly_incentives").filter(pl.col("computed_amount") > 0).height > 400
    assert not [str(difference) for difference in differences(home, MONTHS)]
