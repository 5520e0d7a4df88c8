"""`kinerja publish postgres`: a month for those who have a database server."""

from typing import Annotated

import typer

from contracts.home import Home
from orchestration.commands.run import Agencies
from orchestration.homes import default_root
from orchestration.months import month_start
from orchestration.speaking import plainly

app = typer.Typer(help="Bring a month to programs of others.", no_args_is_help=True)


@app.callback()
def publish() -> None:
    """Bring a month to programs of others."""


@app.command()
def postgres(
    month: Annotated[str, typer.Argument(help="Month such as 2026-10.")],
    agency: Agencies = [],  # noqa: B006 - typer never changes it
) -> None:
    """Write a month to the PostgreSQL server of KINERJA_POSTGRES_URL: payroll from releases, BI, HR.

    One transaction: whole or not at all. What is there already is not written again.
    """
    from delivery.errors import DeliveryError
    from orchestration.postgres import publish_month, told

    with plainly(DeliveryError):
        month_start(month)
        for sentence in told(month, publish_month(Home(default_root()), month, sorted(agency))):
            typer.echo(sentence)
