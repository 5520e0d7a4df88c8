"""The Dagster instance of one home, and the runs that a kill left open in it.

`python -m orchestration.instance HOME` writes its settings before a server starts.
"""

import json
import sys
from pathlib import Path

from dagster import DagsterInstance, DagsterRunStatus, RunsFilter

from contracts.home import Home
from orchestration.builds import REPOSITORY

SETTINGS = REPOSITORY / "dagster.yaml"
# The log needs to know its folder, which only a home has.
EVENT_LOG = """event_log_storage:
  module: orchestration.event_log
  class: EventLog
  config:
    base_dir: {folder}
"""
OPEN = [DagsterRunStatus.STARTING, DagsterRunStatus.STARTED, DagsterRunStatus.CANCELING]


def home_instance(home: Home) -> DagsterInstance:
    """Open the persistent instance in `HOME/dagster`; the server of `make dev` opens the same."""
    home.create()
    folder = home.dagster.resolve()
    settings = folder / "dagster.yaml"
    wanted = SETTINGS.read_text("utf-8") + EVENT_LOG.format(folder=json.dumps(str(folder)))
    if not settings.exists() or settings.read_text("utf-8") != wanted:
        settings.write_text(wanted, encoding="utf-8")
    return DagsterInstance.from_config(str(folder))


def fail_orphans(instance: DagsterInstance, own_run_id: str) -> int:
    """Mark as failed what still counts as running although the lock of the home is ours; returns how many."""
    orphans = [run for run in instance.get_runs(RunsFilter(statuses=OPEN)) if run.run_id != own_run_id]
    for run in orphans:
        instance.report_run_failed(run, "Its process died before it ended; nothing of it was committed.")
    return len(orphans)


if __name__ == "__main__":
    home_instance(Home(Path(sys.argv[1])))
