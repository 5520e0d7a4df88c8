"""`kinerja report`: the month as a page for each government, from what the last run left."""

from typing import Annotated

import typer

from contracts.home import Home
from orchestration.commands.reading import Month
from orchestration.homes import default_root
from orchestration.lock import HomeBusyError, one_writer
from orchestration.months import month_start
from orchestration.speaking import Exit, light_duckdb, plainly, stop


def report(
    month: Month,
    agency: Annotated[
        list[str] | None, typer.Option("--agency", help="Only this region code; repeatable.")
    ] = None,
) -> None:
    """Write the report of a month: what is paid and why it changed, units, scores, data quality; no names."""
    from delivery.errors import DeliveryError
    from delivery.report.write import write_report
    from orchestration.catalogue import current_catalogue

    home = Home(default_root())
    with plainly(DeliveryError), light_duckdb():
        month_start(month)
        try:
            with one_writer(home):
                current_catalogue(home)
                index, *pages = write_report(home, month, only=agency or ())
        except HomeBusyError as busy:
            stop(str(busy), Exit.BUSY)
    typer.echo(f"{index}: laporan {month}, {len(pages)} pemerintah daerah ditulis.")
