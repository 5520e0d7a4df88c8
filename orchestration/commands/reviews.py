"""`kinerja review`: who needs coaching and who deserves recognition, for superiors."""

from typing import Annotated

import typer

from contracts.home import Home
from delivery.errors import DeliveryError
from orchestration.homes import default_root
from orchestration.months import month_start
from orchestration.speaking import light_duckdb, plainly


def review(
    month: Annotated[str, typer.Argument(help="Month such as 2026-10.")],
    agency: Annotated[str | None, typer.Option("--agency", help="Only this agency.")] = None,
    unit: Annotated[str | None, typer.Option("--unit", help="Only this unit and those below it.")] = None,
    with_names: Annotated[
        bool, typer.Option("--names", help="Also each person and why: only for their superiors and HR.")
    ] = False,
) -> None:
    """List whom to coach and whom to recognise by the policy's rules; nobody's pay moves by it."""
    from delivery import reviews, reviews_text

    with plainly(DeliveryError), light_duckdb():
        month_start(month)
        found = reviews.listed(Home(default_root()), month, agency, unit)
        typer.echo(reviews_text.render(month, found, with_names=with_names), nl=False)
