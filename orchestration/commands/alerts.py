"""`kinerja alerts send`: tell the contacts of a month what they have to mend."""

import os
from datetime import date, datetime
from typing import Annotated

import typer

from contracts.home import Home
from orchestration import clock
from orchestration.commands.reading import Month
from orchestration.homes import default_root
from orchestration.months import month_start
from orchestration.speaking import Exit, plainly, stop

app = typer.Typer(help="Messages to those who can mend what is wrong.", no_args_is_help=True)


@app.callback()
def alerts() -> None:
    """Say whom messages reach and what became of them."""


@app.command()
def send(
    month: Month,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the messages; send and write nothing.")
    ] = False,
    on: Annotated[
        str, typer.Option("--date", help="The day as which it is looked at, 2026-11-03. Default: today.")
    ] = "",
) -> None:
    """Send one digest to each contact with news.

    Exit code 0: everything arrived, or nothing was due. 4: a message failed; the next send tries again.
    """
    from delivery.errors import DeliveryError
    from orchestration.catalogue import current_catalogue
    from orchestration.telling import due_messages, tell_month

    home = Home(default_root())
    now = clock.now()
    with plainly(DeliveryError):
        month_start(month)
        day = _day(on, now)
        current_catalogue(home)
        if dry_run:
            found = due_messages(home, month, day)
            for message in found.messages:
                contact = message.digest.contact
                files = "".join(f"Lampiran: {file.name} ({file.rows} baris)\n" for file in message.files)
                typer.echo(f"Kepada: {contact.channel} {contact.address}\nPerihal: {message.subject}")
                typer.echo(f"{files}\n{message.text}\n{'-' * 88}")
            typer.echo(
                f"{len(found.messages)} messages are due; {found.unowned} findings have no contact.", err=True
            )
            return
        told = tell_month(home, month, os.environ, day=day, at=now.isoformat())
    for outcome in told.outcomes:
        if outcome.kind == "sent":
            continue
        contact = outcome.message.digest.contact
        typer.echo(f"{contact.agency_id} {contact.channel} {contact.contact_id}: {outcome.outcome}", err=True)
    typer.echo(
        f"{told.count('sent')} messages sent, {told.count('failed')} failed, "
        f"{told.count('unset')} contacts without an address; {told.unowned} findings have no contact."
    )
    if failed := told.count("failed"):
        stop(f"{failed} messages failed; `kinerja alerts send {month}` tries again.", Exit.REFUSED)


def _day(text: str, now: datetime) -> date:
    from orchestration.errors import RefusedError

    try:
        return date.fromisoformat(text) if text else now.astimezone().date()
    except ValueError as error:
        raise RefusedError(f"{text!r} is no day: write it as 2026-11-03.") from error
