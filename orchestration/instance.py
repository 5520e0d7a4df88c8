"""The Dagster instance of one home, and the runs that a kill left open in it."""

import shutil
from contextlib import suppress

from dagster import DagsterInstance, DagsterRunStatus, RunsFilter

from contracts.home import Home
from orchestration.builds import REPOSITORY

SETTINGS = REPOSITORY / "dagster.yaml"
OPEN = [DagsterRunStatus.STARTING, DagsterRunStatus.STARTED, DagsterRunStatus.CANCELING]


def home_instance(home: Home) -> DagsterInstance:
    """Open the persistent instance in `HOME/dagster`; the server of `make dev` opens the same."""
    home.create()
    settings = home.dagster / "dagster.yaml"
    if not settings.exists() or settings.read_bytes() != SETTINGS.read_bytes():
        with suppress(shutil.SameFileError):
            shutil.copyfile(SETTINGS, settings)
    return DagsterInstance.from_config(str(home.dagster.resolve()))


def fail_orphans(instance: DagsterInstance, own_run_id: str) -> int:
    """Mark as failed what still counts as running although the lock of the home is ours; returns how many."""
    orphans = [run for run in instance.get_runs(RunsFilter(statuses=OPEN)) if run.run_id != own_run_id]
    for run in orphans:
        instance.report_run_failed(run, "Its process died before it ended; nothing of it was committed.")
    return len(orphans)
