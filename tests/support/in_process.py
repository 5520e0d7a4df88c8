"""A month computed from landed files in this process: every step of a run but the gates and the commit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from contracts.home import Home
from orchestration import receiving, steps
from orchestration.duck import database
from orchestration.model_sql import build_models, model_steps
from orchestration.request import Request
from orchestration.workspace import Workspace

MARTS = ("monthly_incentives", "incentive_lines", "incentive_line_factors", "discipline_events")


@dataclass(frozen=True)
class Computed:
    """A month's marts, the folder of its accepted rows, and what the tests of the models found."""

    month: str
    accepted: Path
    quarantined: pl.DataFrame
    marts: Mapping[str, pl.DataFrame]
    broken: Mapping[str, pl.DataFrame]


def compute_months(home: Home, months: Sequence[str]) -> list[Computed]:
    """Compute months, the first one first."""
    return [_compute(home, month) for month in months]


def _compute(home: Home, month: str) -> Computed:
    workspace, request = Workspace.of(home, "test", month), Request(month)
    receiving.receive(home, datetime.now(UTC), workspace)
    receiving.accept(home, request, workspace)
    receiving.compile_policies(home, request, workspace)
    steps.prepare(home, request, workspace)
    with database(workspace) as connection:
        build_models(connection, with_tests=False)
        marts = {mart: connection.sql(f"from marts.{mart}").pl() for mart in MARTS}
        quarantined = connection.sql("from input.quarantined_rows").pl()
        tests = {step.name: connection.sql(step.sql).pl() for step in model_steps() if step.kind == "test"}
    broken = {name: rows for name, rows in tests.items() if rows.height}
    return Computed(month, workspace.accepted, quarantined, marts, broken)
