"""`kinerja run`."""

from datetime import datetime
from typing import Annotated

import typer

from contracts.home import Home
from orchestration.commands import interim
from orchestration.errors import RefusedError
from orchestration.homes import default_root
from orchestration.lock import HomeBusyError, one_writer
from orchestration.months import month_start, months_between
from orchestration.request import Request
from orchestration.speaking import Exit, plainly, stop

Agencies = Annotated[
    list[str], typer.Option("--agency", help="Region code; again for several. Default: all.")
]

NOTHING = "nothing of it was committed"
UNSHOWN = (
    "is computed and current, but not all that shows it could be written (page, tables for BI, book of "
    "findings); the next run of the month writes it"
)


def run(
    month: Annotated[str, typer.Argument(help="2026-10, or 2026-08..2026-10 for many in order.")],
    agency: Agencies = [],  # noqa: B006 - typer never changes it
    known_at: Annotated[
        str,
        typer.Option("--known-at", help="ISO time: the month as it was known then; touches nothing current."),
    ] = "",
    until: interim.Until = "",
    debug: Annotated[bool, typer.Option("--debug", help="Print where a failure came from.")] = False,
) -> None:
    """Compute a month from everything that landed; with --until the interim review of a running month, aside.

    Exit code 0: at least one agency goes on. 3: every agency is held. 1: the program failed. 2: bad input.
    """
    with plainly():
        months = _months(month)
        known_until = _time(known_at)
        home = Home(default_root())
        if not home.landing.is_dir():
            raise RefusedError(f"Nothing landed in {home.root}: type `kinerja demo`, or `kinerja land FILE`.")
        unknown = [code for code in agency if not (home.landing / code).is_dir()]
        if unknown:
            raise RefusedError(
                f"Nothing landed for {', '.join(unknown)}: `kinerja land FILE --agency CODE` first."
            )
        if until:
            if len(months) > 1 or known_at:
                raise RefusedError("--until takes one month, and no --known-at.")
            interim.make(home, months[0], until, tuple(sorted(agency)))
            return
    try:
        with one_writer(home):
            _run(home, months, Request(months[0], tuple(sorted(agency)), known_until), debug=debug)
    except HomeBusyError as error:
        stop(str(error), Exit.BUSY)


def _run(home: Home, months: list[str], request: Request, *, debug: bool) -> None:
    from orchestration.run import run_months

    result = run_months(home, months, request)
    if debug and result.trace:
        typer.echo(result.trace, err=True)
    match result.ending:
        case "failed":
            hint = "" if debug else " `--debug` shows where."
            done = f"only {', '.join(result.committed)} is current" if result.committed else NOTHING
            stop(f"The run failed and {done}: {result.reason}{hint}", Exit.FAILED)
        case "unshown":
            stop(f"{', '.join(result.committed)} {UNSHOWN}: {result.reason}", Exit.NOT_SHOWN)
        case "refused":
            stop(result.reason, Exit.BAD_INPUT)
        case "stuck":
            stop(f"Every agency is held: `kinerja status {months[-1]}` says why.", Exit.ALL_HELD)
        case "done":
            typer.echo(f"Done. Next: kinerja status {months[-1]}", err=True)


def _months(text: str) -> list[str]:
    first, _, last = text.partition("..")
    month_start(first)
    month_start(last or first)
    months = months_between(first, last or first)
    if not months:
        raise RefusedError(f"{first} is after {last}: write the earlier month first.")
    return months


def _time(text: str) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).astimezone()
    except ValueError as error:
        raise RefusedError(f"{text!r} is no time: write it as 2026-11-02T08:00+07:00.") from error
