"""The command line: `kinerja`."""

import logging
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from orchestration.commands import (
    alerts,
    asof,
    closing,
    fairness,
    handoff,
    holds,
    inputs,
    keys,
    policies,
    publish,
    reading,
    rebuild,
    recap,
    release,
    report,
    reviews,
    run,
    signals,
    simulate,
    special,
    statements,
    verify,
    whatif,
)
from orchestration.faults import orderly
from orchestration.homes import DEFAULT, VARIABLE
from orchestration.speaking import ProgressHandler

EPILOG = (
    "Exit codes: 0 done; 1 the program failed; 2 bad input, nothing was changed; 3 every agency is held; "
    "4 an agency was refused; 5 another run is at work in this home; 6 computed, and not all of it shown; "
    "130 stopped."
)

app = typer.Typer(
    help="From landed files to a monthly incentive table that payroll can trust and anyone can recompute.",
    epilog=EPILOG,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def home(
    root: Annotated[
        Path,
        typer.Option(
            "--home",
            envvar=VARIABLE,
            file_okay=False,
            help="Directory of everything that is kept (mode 0700).",
        ),
    ] = Path(DEFAULT),
) -> None:
    """Say which home every command works in."""
    os.environ[VARIABLE] = str(root.resolve())
    logger = logging.getLogger("kinerja")
    logger.setLevel(logging.INFO)
    if not any(isinstance(handler, ProgressHandler) for handler in logger.handlers):
        logger.addHandler(ProgressHandler())


app.command()(inputs.demo)
app.command()(inputs.init)
app.command()(inputs.land)
app.command()(run.run)
app.command()(reading.status)
app.command()(reading.explain)
app.command()(report.report)
app.command()(reviews.review)
app.command()(fairness.fairness)
app.command()(simulate.simulate)
app.command()(whatif.whatif)
app.command()(closing.move)
app.command()(recap.recap)
app.command()(closing.propose)
app.command()(closing.confirm)
app.command()(release.release)
app.command()(special.special)
app.command()(handoff.handoff)
app.command()(handoff.reconcile)
app.command()(handoff.purge)
app.command()(statements.statements)
app.command()(reading.compare)
app.command()(asof.asof)
app.command()(verify.verify)
app.command()(rebuild.rebuild)
app.add_typer(policies.app, name="policy")
app.add_typer(publish.app, name="publish")
app.add_typer(alerts.app, name="alerts")
app.add_typer(holds.app, name="hold")
app.add_typer(signals.app, name="signal")
app.add_typer(keys.app, name="key")


def main() -> None:
    """Run the command line; the exit code tells how it ended."""
    with orderly():
        sys.exit(app())


if __name__ == "__main__":
    main()
