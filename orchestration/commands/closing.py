"""`kinerja move`, `propose` and `confirm`: the steps of a month up to its release."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from contracts.home import Home
from delivery.errors import DeliveryError, KeyRefused
from orchestration import clock
from orchestration.commands.reading import Month
from orchestration.homes import default_root
from orchestration.lock import HomeBusyError, one_writer
from orchestration.months import month_start
from orchestration.signers import signer_of
from orchestration.speaking import Exit, plainly, stop

Agency = Annotated[str, typer.Option("--agency", help="Region code.")]
Sign = Annotated[
    Path | None, typer.Option("--sign", metavar="KEYFILE", help="Private key to sign with (`kinerja key`).")
]


class To(StrEnum):
    """States that a person can move a month to; the others come of a release and of its payment."""

    OPEN = "open"
    PREVIEW = "preview"
    OBJECTION = "objection"
    RELEASED = "released"
    PAID = "paid"


def move(
    month: Month,
    to: Annotated[To, typer.Argument(help="preview, objection, or open to go back.")],
    agency: Agency,
    by: Annotated[str, typer.Option("--by", help="Name of the official who moves it.")],
) -> None:
    """Move a month of an agency: preview, objection window, or back to open; the ledger keeps who did."""
    from delivery.release.closing import SAID, Actor
    from orchestration.accounts import account
    from orchestration.catalogue import current_catalogue
    from orchestration.closing import move_month

    home = Home(default_root())
    with plainly(DeliveryError):
        month_start(month)
        current_catalogue(home)
        now = move_month(home, agency, month, to.value, actor=Actor(by, account()), at=clock.now())
    until = f" sampai dengan {now.until}" if now.until else ""
    typer.echo(f"{month} {agency}: {SAID[now.state]}{until}")


def propose(
    month: Month,
    agency: Agency,
    by: Annotated[str, typer.Option("--by", help="Name of the official who proposes the release.")],
    sign: Sign = None,
) -> None:
    """Propose a release where the policy wants a second person: freezes what exactly, releases nothing."""
    _act(month, agency, by, sign, step="propose")


def confirm(
    month: Month,
    agency: Agency,
    by: Annotated[str, typer.Option("--by", help="Name of the official who confirms the proposal.")],
    sign: Sign = None,
) -> None:
    """Confirm a proposed release under another account or key: only exactly what was proposed is released."""
    _act(month, agency, by, sign, step="confirm")


def _act(month: str, agency: str, by: str, sign: Path | None, step: str) -> None:
    from delivery.release.closing import Actor
    from orchestration.accounts import account
    from orchestration.releasing import confirm_release, propose_release

    home = Home(default_root())
    act = propose_release if step == "propose" else confirm_release
    try:
        with plainly(KeyRefused), one_writer(home):
            month_start(month)
            actor = Actor(by, account(), signer_of(home, sign))
            outcome = act(home, month, agency, actor, clock.now())
    except HomeBusyError as error:
        stop(str(error), Exit.BUSY)
    if not outcome.is_released:
        stop(outcome.sentence, Exit.REFUSED)
    typer.echo(outcome.sentence)
