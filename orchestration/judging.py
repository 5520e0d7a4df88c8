"""The gates of a month: their findings and each agency's status go into the work database."""

import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import duckdb
import polars as pl

from contracts.gates import Circumstances, Gates, evaluate
from contracts.home import Home
from contracts.policy.loading import load_policies
from contracts.quality import shipped_quality
from contracts.signals import signal_findings
from delivery.holds import cleared, finding_key
from delivery.signals import closed_signals
from orchestration.beside import implausible
from orchestration.duck import database
from orchestration.request import Request
from orchestration.workspace import Workspace

log = logging.getLogger("kinerja.run")

# What the gates read, by schema of the work database.
FRAMES = {
    "marts": (
        "monthly_incentives",
        "incentive_lines",
        "incentive_line_factors",
        "agency_month_profile",
        "data_findings",
        "integrity_signals",
        "hold_evidence",
    ),
    "input": ("file_outcomes", "quarantined_rows", "agency_intake", "agency"),
}


@dataclass(frozen=True)
class Verdict:
    """What the gates said.

    Attributes:
        findings: number of findings by severity.
        agencies: status of each agency: ready, ready_with_warnings or held.
        implausible: agencies whose month does not look like one.

    """

    findings: Mapping[str, int] = field(default_factory=dict)
    agencies: Mapping[str, str] = field(default_factory=dict)
    implausible: tuple[str, ...] = ()


def judge(home: Home, request: Request, workspace: Workspace) -> Verdict:
    """Evaluate the gates on the marts of the work database and keep their tables beside the marts."""
    quality = shipped_quality()
    with database(workspace) as connection:
        frames = _frames(connection)
        profile = workspace.folder / "profile.parquet"
        frames["agency_month_profile"].write_parquet(profile)
        strange = implausible(profile)
        circumstances = _circumstances(home, request, frames["agency_intake"])
        gates = evaluate(
            frames,
            quality,
            month=request.month,
            circumstances=circumstances,
            further=[
                strange,
                signal_findings(
                    frames["integrity_signals"],
                    frames["file_outcomes"],
                    quality,
                    month=request.month,
                    closed=closed_signals(home, request.ledger_until),
                ),
            ],
        )
        _keep(connection, gates)
    agencies = dict(gates.agencies.select("agency_id", "status").iter_rows())
    named = {*frames["agency"]["agency_id"], *circumstances.policy_faults}
    counts = Counter(status for agency, status in agencies.items() if agency in named)
    log.info("%s: %s", request.month, ", ".join(f"{n} {status}" for status, n in counts.items()))
    return Verdict(
        findings=Counter(gates.findings["severity"].to_list()),
        agencies=agencies,
        implausible=tuple(strange["agency_id"].unique().sort().to_list()),
    )


def _frames(connection: duckdb.DuckDBPyConnection) -> dict[str, pl.DataFrame]:
    return {
        table: connection.sql(f'select * from "{schema}"."{table}"').pl()
        for schema, tables in FRAMES.items()
        for table in tables
    }


def _circumstances(home: Home, request: Request, intake: pl.DataFrame) -> Circumstances:
    """Collect what the marts do not say: an agency with a broken policy is held, though it has no rows."""
    broken = load_policies(home_policies=home.policies).broken_agencies
    ours = {agency: reason for agency, reason in broken.items() if (home.landing / agency).is_dir()}
    if request.agencies:
        ours = {agency: reason for agency, reason in ours.items() if agency in request.agencies}
    unbalanced = intake.filter(~pl.col("is_balanced"))["agency_id"].to_list()
    signed = cleared(home, request.month, shipped_quality(), request.ledger_until)
    return Circumstances(
        unbalanced=unbalanced,
        policy_faults=ours,
        cleared={event["finding_id"] for event in signed},
        seen={event["finding_id"]: event["seen"] for event in signed},
        finding_key=finding_key(home),
    )


def _keep(connection: duckdb.DuckDBPyConnection, gates: Gates) -> None:
    for name, table in {
        "gate_findings": gates.findings,
        "agency_gates": gates.agencies,
        "unit_gates": gates.units,
    }.items():
        connection.register("judged", table.to_arrow())
        connection.execute(f"create or replace table marts.{name} as select * from judged")
        connection.unregister("judged")
