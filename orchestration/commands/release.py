"""`kinerja release`."""

from pathlib import Path
from typing import Annotated

import typer

from contracts.home import Home
from delivery.errors import KeyRefused
from orchestration.commands.closing import Sign
from orchestration.commands.run import Agencies
from orchestration.homes import default_root
from orchestration.lock import HomeBusyError, one_writer
from orchestration.months import month_start
from orchestration.request import Request
from orchestration.signers import signer_of
from orchestration.speaking import Exit, plainly, stop


def release(
    month: Annotated[str, typer.Argument(help="Month such as 2026-10.")],
    by: Annotated[str, typer.Option("--by", help="Name of the official who releases.")],
    agency: Agencies = [],  # noqa: B006 - typer never changes it
    sign: Sign = None,
) -> None:
    """Release a month: the files that payroll takes, never changed afterwards.

    Exit code 0: every agency asked for is released. 4: at least one was refused; the others are released.
    """
    home = Home(default_root())
    with plainly(KeyRefused):
        month_start(month)
        signer_of(home, sign)
    try:
        with one_writer(home):
            _release(home, Request(month, tuple(sorted(agency))), by, sign)
    except HomeBusyError as error:
        stop(str(error), Exit.BUSY)


def _release(home: Home, request: Request, by: str, sign: Path | None) -> None:
    from orchestration.run import run_release

    result = run_release(home, request, by, sign)
    match result.ending:
        case "refused":
            stop(result.reason, Exit.BAD_INPUT)
        case "stuck":
            stop(result.reason, Exit.REFUSED)
        case "failed":
            stop(f"The release failed: {result.reason}", Exit.FAILED)
        case "done":
            for sentence in result.facts["released"]:
                typer.echo(sentence)
            if result.facts["refused"]:
                stop("\n".join(result.facts["refused"]), Exit.REFUSED)
