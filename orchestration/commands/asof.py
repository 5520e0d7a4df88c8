"""`kinerja asof`: what was known of a month then, what is known now."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from contracts.dates import WIB
from contracts.home import Home
from delivery.errors import DeliveryError
from orchestration.commands.reading import AsJson, Month, json_text
from orchestration.commands.run import Agencies
from orchestration.errors import RefusedError
from orchestration.homes import as_of_home, default_root
from orchestration.lock import HomeBusyError, one_writer
from orchestration.months import month_start
from orchestration.request import Request
from orchestration.speaking import Exit, plainly, stop

DAY_LENGTH = len("2026-11-02")


def asof(
    month: Month,
    known: Annotated[
        str,
        typer.Option("--known", help="Date (to its end, WIB) or ISO time: what had been received by then."),
    ],
    agency: Agencies = [],  # noqa: B006 - typer never changes it
    employee: Annotated[str | None, typer.Option("--employee", help="Only this NIP or NI PPPK.")] = None,
    as_json: AsJson = False,
) -> None:
    """Compute a month as it was known at a time and show what is different now, in words."""
    from delivery.asof import as_of, render
    from orchestration.catalogue import current_catalogue
    from orchestration.run import run_months

    home = Home(default_root())
    try:
        with plainly(DeliveryError), one_writer(home):
            month_start(month)
            until = known_time(known)
            current_catalogue(home)
            result = run_months(home, [month], Request(month, tuple(sorted(agency)), until))
            if result.ending in {"failed", "unshown"}:
                stop(f"The look back failed: {result.reason}", Exit.FAILED)
            if result.ending == "refused":
                raise RefusedError(result.reason)
            facts = as_of(as_of_home(home.root, until), home, month, until, employee)
    except HomeBusyError as error:
        stop(str(error), Exit.BUSY)
    typer.echo(json_text(facts) if as_json else render(facts), nl=as_json)


def known_time(text: str) -> datetime:
    """Moment that a date (its last second, WIB) or an ISO time means. Raises RefusedError for neither."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise RefusedError(f"{text!r} is no date: write it as 2026-11-02.") from error
    if len(text) == DAY_LENGTH:
        moment = moment.replace(hour=23, minute=59, second=59, tzinfo=WIB)
    return moment.astimezone(UTC)
