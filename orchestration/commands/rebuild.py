"""`kinerja rebuild`: everything that can be deleted, again from what must survive."""

import typer

from contracts.home import Home
from orchestration.homes import default_root
from orchestration.lock import HomeBusyError, one_writer
from orchestration.speaking import Exit, plainly, stop


def rebuild() -> None:
    """Make marts, catalogue and all else again from landing, ledger, releases, keys and policies.

    Exit code 0: done. 1: a run failed. 2: the ledger tells of no run.
    """
    home = Home(default_root())
    try:
        with plainly(), one_writer(home):
            _rebuild(home)
    except HomeBusyError as error:
        stop(str(error), Exit.BUSY)


def _rebuild(home: Home) -> None:
    from orchestration.catalogue import current_builds
    from orchestration.errors import RefusedError
    from orchestration.publishing import forget_damaged
    from orchestration.rebuilding import replays
    from orchestration.request import Request
    from orchestration.run import run_months

    runs = replays(home)
    if not runs:
        raise RefusedError(f"The ledger of {home.root} tells of no run: type `kinerja run MONTH`.")
    forget_damaged(home)
    for run in runs:
        result = run_months(home, [run.month], Request(run.month, run.agencies, None, run.at))
        if result.ending in {"failed", "refused", "unshown"}:
            stop(f"{run.month} could not be made again: {result.reason}", Exit.FAILED)
    for month, last in {run.month: run for run in runs}.items():
        build = current_builds(home)[month].build_id
        same = "the same build" if build == last.build else "another build than then"
        typer.echo(f"{month}: {build}, {same}")
