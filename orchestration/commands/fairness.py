"""`kinerja fairness`: the audit of a month, for those who answer for its rules."""

from typing import Annotated

import typer

from contracts.home import Home
from delivery.errors import DeliveryError
from orchestration.homes import default_root
from orchestration.months import month_start
from orchestration.speaking import light_duckdb, plainly


def fairness(month: Annotated[str, typer.Argument(help="Month such as 2026-10.")]) -> None:
    """Write the month's audit of fairness as a page: findings, not verdicts; nobody's pay moves by it."""
    from delivery.fairness import write

    with plainly(DeliveryError), light_duckdb():
        month_start(month)
        typer.echo(str(write.write_audit(Home(default_root()), month)))
