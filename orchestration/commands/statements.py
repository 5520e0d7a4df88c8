"""`kinerja statements`: one protected file for each person, delivered by name."""

import csv
import io
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from contracts.home import Home
from delivery.errors import DeliveryError
from orchestration import clock
from orchestration.commands.reading import Month
from orchestration.homes import default_root
from orchestration.lock import HomeBusyError, one_writer
from orchestration.months import month_start
from orchestration.speaking import Exit, plainly, stop


def statements(
    month: Month,
    *,
    agency: Annotated[
        str | None, typer.Option("--agency", help="Region code; without it every agency of the month.")
    ] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", help="Name of the official who delivers them; default: the account's name."),
    ] = None,
    unit: Annotated[
        str | None, typer.Option("--unit", help="unor_id or kode_skpd; units below it included.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", file_okay=False, help="Default: HOME/statements.")
    ] = None,
    mailing: Annotated[
        Path | None, typer.Option("--list", dir_okay=False, help="Also write whose each file is, as CSV.")
    ] = None,
    secrets: Annotated[
        Path | None, typer.Option("--passwords", dir_okay=False, help="Also write the passwords, as CSV.")
    ] = None,
) -> None:
    """Write one protected PDF per person; the ledger keeps who was told when, from which objections count.

    The ledger has the account that logged in beside the name, whoever is named.
    """
    from delivery.release.closing import Actor
    from delivery.statement.deliver import agencies_of, deliver, mailing_list, passwords
    from orchestration.accounts import account, name_of
    from orchestration.catalogue import current_catalogue

    home = Home(default_root())
    with plainly(DeliveryError):
        month_start(month)
        current_catalogue(home)
        actor = Actor(name_of(account()) if by is None else by, account())
        try:
            with one_writer(home):
                done = [
                    deliver(
                        home,
                        each,
                        month,
                        unit,
                        out=out or home.statements,
                        actor=actor,
                        at=clock.now(),
                    )
                    for each in ([agency] if agency else agencies_of(home, month, unit))
                ]
        except HomeBusyError as busy:
            stop(str(busy), Exit.BUSY)
        if mailing is not None:
            _write_csv(mailing, mailing_list(done))
        if secrets is not None:
            _write_csv(secrets, passwords(home, done))
    for each in done:
        told = f"{len(each.recipients)} rincian di {each.folder}, {each.written} baru"
        typer.echo(f"{each.agency_id} {month}: {told}.")


def _write_csv(path: Path, table: Iterable[tuple[str, ...]]) -> None:
    """Write a private file; a cell that a spreadsheet would take for a formula is text."""
    from delivery.handoff.forms import harmless

    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([harmless(cell) for cell in row] for row in table)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text.getvalue())
