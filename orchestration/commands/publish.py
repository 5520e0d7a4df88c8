"""`kinerja publish postgres`: a month for those who have a database server."""

from typing import Annotated

import typer

from contracts.home import Home
from orchestration.commands.run import Agencies
from orchestration.homes import default_root
from orchestration.lock import HomeBusyError, one_writer
from orchestration.months import month_start
from orchestration.speaking import Exit, plainly, stop

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

    home = Home(default_root())
    with plainly(DeliveryError):
        month_start(month)
        try:
            with one_writer(home):  # a run takes away the tables of the build that it replaces
                done = publish_month(home, month, sorted(agency))
        except HomeBusyError as busy:
            stop(str(busy), Exit.BUSY)
    for sentence in told(month, done):
        typer.echo(sentence)
