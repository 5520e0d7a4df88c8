"""What costs many seconds: the other way of calling dbt, and a run that is killed for real."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from dagster import DagsterInstance, materialize

from contracts.home import Home
from orchestration.assets.accepted import accept
from orchestration.assets.landing import receive
from orchestration.assets.models import models
from orchestration.assets.policy import compile_policies
from orchestration.builds import REPOSITORY
from orchestration.catalogue import current_builds
from orchestration.resources import DbtEngine, HomeResource
from tests.orchestration.conftest import MONTHS, run

pytestmark = pytest.mark.slow


def _events(home: Home, mode: str) -> tuple[set[str], set[tuple[str, str, bool]]]:
    with DagsterInstance.ephemeral() as instance:
        result = materialize(
            [receive, accept, compile_policies, models],
            instance=instance,
            partition_key=MONTHS[0],
            resources={"home": HomeResource(root=str(home.root)), "dbt_engine": DbtEngine(mode=mode)},
        )
    made = {
        event.asset_key.to_user_string()
        for event in result.get_asset_materialization_events()
        if event.asset_key
    }
    checks = {
        (check.asset_key.to_user_string(), check.check_name, check.passed)
        for check in result.get_asset_check_evaluations()
    }
    return made, checks


# dagster-dbt calls it itself.
@pytest.mark.filterwarnings("ignore:AssetExecutionContext.op is deprecated:DeprecationWarning")
def test_both_ways_of_calling_dbt_report_the_same(copied: Home) -> None:
    in_process = _events(copied, "in_process")
    assert in_process[0] > {"marts/monthly_incentives", "accepted/punch"}
    assert in_process == _events(copied, "command_line")


def test_a_killed_run_leaves_nothing_and_the_next_one_works(landed: Home, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    shutil.copytree(landed.root, home.root)
    command = [sys.executable, "-m", "orchestration.cli", "--home", str(home.root), "run", MONTHS[0]]
    process = subprocess.Popen(command, cwd=REPOSITORY, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    while "rows accepted" not in (line := process.stderr.readline()):
        assert line, "the run ended before it could be killed"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert not home.catalogue.exists()
    assert current_builds(home) == {}
    assert run(home, MONTHS[0]).ending == "done"
    assert [folder.name for folder in (home.root / "work").glob("*/*")] == []
