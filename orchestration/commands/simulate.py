"""`kinerja simulate`."""

from pathlib import Path
from typing import Annotated

import typer

from contracts.home import Home
from orchestration.commands.reading import AsJson, Month, json_text
from orchestration.homes import default_root
from orchestration.months import month_start
from orchestration.speaking import plainly


def simulate(
    month: Month,
    policy: Annotated[
        Path, typer.Option("--policy", exists=True, dir_okay=False, help="Policy file to try; see docs.")
    ],
    agency: Annotated[
        list[str],
        typer.Option("--agency", help="Region code; again for several. Default: those that the file rules."),
    ] = [],  # noqa: B006 - typer never changes it
    people: Annotated[
        bool, typer.Option("--people", help="With --json: each person whose amount changes, by NIP.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Compute a month under another policy, aside: who gains and loses, the budget, the cliffs.

    Nothing of the home changes.
    """
    from delivery.simulation import simulation
    from delivery.simulation_text import render
    from orchestration.simulating import simulated

    with plainly():
        month_start(month)
        with simulated(Home(default_root()), month, policy, sorted(agency)) as (connection, notes):
            facts = simulation(connection, with_people=people, notes=notes)
    typer.echo(json_text(facts) if as_json else render(facts), nl=as_json)
