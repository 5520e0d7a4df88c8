"""What Dagster's daemon watches: finished runs, failed runs, and contacts that still have to be told."""

import os
from collections.abc import Iterator
from typing import Any

from dagster import (
    DagsterRun,
    DagsterRunStatus,
    RunFailureSensorContext,
    RunStatusSensorContext,
    SensorEvaluationContext,
    SkipReason,
    run_failure_sensor,
    run_status_sensor,
    sensor,
)

from contracts.home import Home
from delivery.alerts.channels import NotDeliveredError, post
from delivery.errors import MonthNotRunError, SenderBusyError
from orchestration import clock
from orchestration.catalogue import current_builds
from orchestration.homes import default_root
from orchestration.months import months_between
from orchestration.run import RANGE_END, RANGE_START
from orchestration.telling import tell_month

OPERATOR = "KINERJA_ALERTS_OPERATOR"
PARTITION = "dagster/partition"
HOUR = 3600


def tell(months: list[str]) -> str:
    """Send what is due for months that were committed; here the clock is read. Returns what came of it."""
    home = Home(default_root())
    now = clock.now()
    sent = failed = 0
    for month in months:
        try:
            told = tell_month(home, month, os.environ, day=now.astimezone().date(), at=now.isoformat())
        except MonthNotRunError:
            continue
        except SenderBusyError:
            return "another process is sending"
        failed += told.count("failed")
        sent += told.count("sent")
    return f"{sent} messages sent, {failed} failed"


def months_of(run: DagsterRun) -> list[str]:
    """Months that a run was about, none for a look back."""
    config: Any = run.run_config
    for level in ("resources", "home", "config"):
        config = config.get(level, {})
    if config.get("known_at"):
        return []
    first = run.tags.get(PARTITION) or run.tags.get(RANGE_START)
    if first is None:
        return []
    return list(months_between(first, run.tags.get(RANGE_END) or first))


@run_status_sensor(run_status=DagsterRunStatus.SUCCESS, minimum_interval_seconds=60)
def findings_after_run(context: RunStatusSensorContext) -> Iterator[SkipReason]:
    """Tell the contacts what a run of the job `month` found."""
    if context.dagster_run.job_name == "month":
        yield SkipReason(tell(months_of(context.dagster_run)))


@run_failure_sensor(minimum_interval_seconds=60)
def failed_run(context: RunFailureSensorContext) -> None:
    """Tell the operator (the Apprise address in KINERJA_ALERTS_OPERATOR) that a run failed, nothing else.

    A month of which every agency is held fails too, after its findings were committed: its contacts are told.
    """
    run = context.dagster_run
    address = os.environ.get(OPERATOR)
    if address:
        try:
            post(address, "Kinerja: a run failed", failure_text(run))
        except NotDeliveredError as error:
            context.log.error("the operator was not told of run %s: %s", run.run_id, error)  # noqa: TRY400 - the trace may hold the address
    else:
        context.log.warning("%s is not set: nobody is told of run %s", OPERATOR, run.run_id)
    context.log.info(tell(months_of(run)))


def failure_text(run: DagsterRun) -> str:
    """Write what the operator reads: job, months, run; where it failed stands in Dagster."""
    return (
        f"Job {run.job_name}, months {', '.join(months_of(run)) or '-'}, run {run.run_id}. See it in Dagster."
    )


@sensor(minimum_interval_seconds=HOUR)
def contacts_to_tell(_context: SensorEvaluationContext) -> SkipReason:
    """Try failed messages again, escalate what is late, and leave a sign of life in the ledger."""
    months = sorted(current_builds(Home(default_root())))
    return SkipReason(tell(months[-1:]))


SENSORS = [findings_after_run, failed_run, contacts_to_tell]
