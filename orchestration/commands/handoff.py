"""`kinerja handoff`: released months as the files that payroll programs import."""

from datetime import UTC, datetime
from typing import Annotated, Literal

import typer

from contracts.home import Home
from orchestration.commands.reading import AsJson, Month, json_text
from orchestration.homes import default_root
from orchestration.months import month_start
from orchestration.speaking import Exit, plainly, stop

Agency = Annotated[str | None, typer.Option("--agency", help="Region code, where several released.")]


def handoff(
    month: Month,
    *,
    form: Annotated[
        Literal["sipd", "simple", "parquet"],
        typer.Option("--format", help="34-column SIPD workbook, NIP,NAMA,NILAI as CSV, or Parquet."),
    ] = "sipd",
    unit: Annotated[
        str | None, typer.Option("--unit", help="kode_skpd; units below it included. Default: every SKPD.")
    ] = None,
    agency: Agency = None,
    release: Annotated[int | None, typer.Option("--release", help="Number N of rN. Default: newest.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write what payroll imports from a release, one private file per SKPD, with its control totals.

    Exit code 0: every file asked for is written. 4: an SKPD was refused; the files of the others are written.
    """
    from delivery.errors import DeliveryError, HandOffRefused
    from delivery.handoff.hand import hand_off
    from delivery.handoff.released import find_release, offices
    from delivery.handoff.text import render

    home = Home(default_root())
    written, refused = [], []
    with plainly(DeliveryError):
        month_start(month)
        found = find_release(home, month, agency, unit, release)
        for office in [unit] if unit else offices(found):
            try:
                written.append(hand_off(home, found, office, form, {}, written_at=datetime.now(UTC)))
            except HandOffRefused as refusal:
                refused.append(str(refusal))
    if as_json:
        typer.echo(json_text([totals for _, totals in written]))
    else:
        typer.echo("\n".join(render(path, totals) for path, totals in written), nl=False)
    if refused:
        stop("\n".join(refused), Exit.REFUSED)
