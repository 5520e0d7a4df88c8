"""The interim review on the command line: `--until` of `kinerja run`, `status` and `explain`."""

from typing import Annotated

import typer

from contracts.home import Home
from orchestration import clock
from orchestration.lock import one_writer
from orchestration.speaking import light_duckdb

Until = Annotated[
    str,
    typer.Option("--until", help="Date in the month, such as 2026-10-15: the interim review until then."),
]


def make(home: Home, month: str, until: str, agencies: tuple[str, ...]) -> None:
    """Compute a review and show its table of units. Raises RefusedError and HomeBusyError."""
    from delivery.interim.attention import write_names
    from orchestration.interim import review
    from orchestration.interim_homes import day_of

    day = day_of(month, until)
    with one_writer(home):
        aside = review(home, month, day, agencies, clock.now())
        write_names(aside, month)
    typer.echo(show_units(home, month, until, as_json=False), nl=False)
    typer.echo(f"Done. Next: kinerja explain NIP {month} --until {until}", err=True)


def show_units(home: Home, month: str, until: str, *, as_json: bool) -> str:
    """Return the table of units of a review that was made. Raises RefusedError and DeliveryError."""
    from delivery.interim.attention import names_file
    from delivery.interim.text import render_status
    from delivery.interim.units import interim_status
    from orchestration.catalogue import current_builds
    from orchestration.commands.reading import json_text
    from orchestration.interim_dates import next_interims
    from orchestration.interim_homes import day_of, reviewed

    day = day_of(month, until)
    aside = reviewed(home, month, day)
    with light_duckdb():
        interims = next_interims(home, current_builds(aside)[month].agencies, day)
        facts = interim_status(aside, month, day, str(names_file(aside)), interims)
    return json_text(facts) + "\n" if as_json else render_status(facts)


def show_person(home: Home, employee_id: str, month: str, until: str, *, as_json: bool) -> str:
    """Return one person's review, computed to the month's end. Raises RefusedError and DeliveryError."""
    from delivery.interim.outlook import outlook_of
    from delivery.interim.person import person_review
    from delivery.interim.text import render_person
    from orchestration.commands.reading import json_text
    from orchestration.interim_homes import day_of, reviewed
    from orchestration.projecting import outlooks

    day = day_of(month, until)
    aside = reviewed(home, month, day)
    with light_duckdb():
        facts = person_review(
            aside,
            employee_id,
            month,
            day,
            lambda key: outlooks(aside, employee_id, month, day, lambda work: outlook_of(work, key, day)),
        )
    return json_text(facts) + "\n" if as_json else render_person(facts)
