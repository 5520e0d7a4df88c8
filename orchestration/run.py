"""Runs of the jobs in this process, on the persistent instance of the home; Dagster shows them afterwards."""

import gc
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from contracts.home import Home
from delivery.errors import DeliveryError
from orchestration.beside import great_expectations_beside
from orchestration.errors import RefusedError
from orchestration.faults import shortened, what_to_do
from orchestration.request import Request

if TYPE_CHECKING:
    from dagster import ExecuteInProcessResult

Ending = Literal["done", "stuck", "refused", "failed", "unshown"]

GARBAGE_THRESHOLD = 200_000
# Ctrl-C or SIGTERM, as Dagster calls them within a step.
STOPPED = frozenset({"DagsterExecutionInterruptedError", "KeyboardInterrupt"})

RANGE_START = "dagster/asset_partition_range_start"
RANGE_END = "dagster/asset_partition_range_end"


@dataclass(frozen=True)
class RunResult:
    """How a run ended.

    Attributes:
        run_id: id under which Dagster shows the run.
        ending: `stuck` when no agency can go on, `refused` when the input was bad, `unshown` when every month
            is current and something that readers open could not be written.
        reason: why it did not end well; empty when it did.
        trace: where it failed, for a maintainer; empty otherwise.
        facts: what the last asset says of itself.
        committed: months that the run made current.

    """

    run_id: str
    ending: Ending
    reason: str = ""
    trace: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    committed: Sequence[str] = ()


def run_months(home: Home, months: Sequence[str], request: Request) -> RunResult:
    """Run the months, the first one first, in one run of the month job."""
    with great_expectations_beside():
        return _execute(home, "month", months, request, {})


def run_release(home: Home, request: Request, by: str, key: Path | None = None) -> RunResult:
    """Run the release job of a month; key: private key of who releases, named by its path alone."""
    sign = "" if key is None else str(key.resolve())
    ops = {"write_releases": {"config": {"by": by, "sign": sign}}}
    return _execute(home, "release", [request.month], request, {"ops": ops})


def _execute(
    home: Home, job: str, months: Sequence[str], request: Request, config: Mapping[str, Any]
) -> RunResult:
    # A run makes many objects that live until its end; looking for garbage among them costs a second.
    gc.set_threshold(GARBAGE_THRESHOLD)
    from orchestration.definitions import defs
    from orchestration.instance import home_instance

    resource = {
        "root": str(home.root.resolve()),
        "agencies": list(request.agencies),
        "known_at": "" if request.known_until is None else request.known_until.isoformat(),
        "replayed_until": "" if request.replayed_until is None else request.replayed_until.isoformat(),
    }
    with home_instance(home) as instance:
        result = defs.resolve_job_def(job).execute_in_process(
            instance=instance,
            run_config={
                "resources": {"home": {"config": resource}},
                "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
                **config,
            },
            partition_key=months[0] if len(months) == 1 else None,
            tags={} if len(months) == 1 else {RANGE_START: months[0], RANGE_END: months[-1]},
            raise_on_error=False,
        )
    return _result(result, months)


def _result(result: "ExecuteInProcessResult", months: Sequence[str]) -> RunResult:
    """Tell how a run ended, from what its first failing step says.

    Raises:
        KeyboardInterrupt: it was stopped.

    """
    if result.success:
        made = [event for event in result.all_events if event.is_step_materialization]
        facts = made[-1].step_materialization_data.materialization.metadata if made else {}
        return RunResult(result.run_id, "done", facts={name: fact.value for name, fact in facts.items()})
    committed = [
        event.asset_observation_data.asset_observation.partition or ""
        for event in result.all_events
        if event.is_asset_observation
    ]
    for event in result.all_events:
        error = getattr(event.event_specific_data, "error", None)
        if not event.is_failure or error is None:
            continue
        while error.cause is not None:
            error = error.cause
        if error.cls_name in STOPPED:
            raise KeyboardInterrupt
        name, _, message = error.message.strip().partition(": ")
        reason = shortened(message) or name
        reason += what_to_do(message or name)
        ending = _ending(error.cls_name)
        if ending != "stuck" and committed:
            ending = "unshown" if set(committed) >= set(months) else "failed"
        return RunResult(result.run_id, ending, reason, error.to_string(), committed=committed)
    return RunResult(result.run_id, "failed", "The run failed without saying why; see it in Dagster.")


def _ending(error: str | None) -> Ending:
    if error in {"DagsterAssetCheckFailedError", "NothingReleasedError"}:
        return "stuck"
    return "refused" if error in _names(RefusedError) | _names(DeliveryError) else "failed"


def _names(kind: type[Exception]) -> set[str]:
    return {kind.__name__}.union(*(_names(each) for each in kind.__subclasses__()))
