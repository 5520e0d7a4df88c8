"""`kinerja recap`: the pages that the heads of SKPD sign before a release."""

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


def recap(
    month: Month,
    agency: Annotated[str, typer.Option("--agency", help="Region code.")],
    by: Annotated[str, typer.Option("--by", help="Name of the official who prints them.")],
    unit: Annotated[str | None, typer.Option("--unit", help="Only this SKPD (kode_skpd).")] = None,
) -> None:
    """Write the recap of each SKPD as a PDF to sign; its code binds the paper to people and rupiah."""
    from delivery.release.closing import Actor
    from delivery.wording import rupiah
    from orchestration.accounts import account
    from orchestration.catalogue import current_catalogue
    from orchestration.recaps import print_recaps

    home = Home(default_root())
    with plainly(DeliveryError):
        month_start(month)
        current_catalogue(home)
        try:
            with one_writer(home):
                who, now = Actor(by, account()), clock.now()
                done = print_recaps(home, agency, month, unit=unit, actor=who, at=now)
        except HomeBusyError as busy:
            stop(str(busy), Exit.BUSY)
    for each in done:
        told = f"{len(each.recap.people)} orang, {rupiah(each.recap.amount)}, kode {each.recap.code}"
        typer.echo(f"{each.recap.skpd_code}: {told}, {each.path}")
