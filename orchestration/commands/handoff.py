"""`kinerja handoff`, `reconcile` and `purge`: what payroll imports from a release, and what it says back."""

from typing import Annotated, Literal

import typer

from contracts.home import Home
from orchestration import clock
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
    from orchestration.payroll import payroll_bases

    home = Home(default_root())
    now = clock.now()
    written, refused = [], []
    with plainly(DeliveryError):
        month_start(month)
        found = find_release(home, month, agency, unit, release)
        bases = payroll_bases(home, found.agency_id, month, now)
        for office in [unit] if unit else offices(found):
            try:
                written.append(hand_off(home, found, office, form, bases, written_at=now))
            except HandOffRefused as refusal:
                refused.append(str(refusal))
    if as_json:
        typer.echo(json_text([totals for _, totals in written]))
    else:
        typer.echo(render(written), nl=False)
    if refused:
        stop("\n".join(refused), Exit.REFUSED)


def reconcile(month: Month, agency: Agency = None, as_json: AsJson = False) -> None:
    """Hold what the treasury paid (feed `payroll_ack`) against the release, every difference named.

    Exit code 0: complete, the month is paid. 4: something differs.
    """
    from delivery import reconcile as reconciling
    from delivery.errors import DeliveryError
    from delivery.handoff.released import all_releases
    from delivery.reconcile_text import render
    from orchestration.payroll import accepted_of

    home = Home(default_root())
    now = clock.now()
    with plainly(DeliveryError):
        month_start(month)
        releases = all_releases(home, month, agency)
        rows = accepted_of(home, releases[0].agency_id, "payroll_ack", month, now)
        facts = reconciling.reconcile(home, releases, rows, at=now)
    typer.echo(json_text(facts) if as_json else render(facts), nl=as_json)
    if not facts["is_complete"]:
        stop(f"{month} belum lunas: {len(facts['differences'])} orang berbeda.", Exit.REFUSED)


def purge() -> None:
    """Delete what holds people's data and was kept as long as the policy says, and reviews of paid months.

    Files for payroll and recaps: `handoff: keep_days`. Statements: `statement: keep_days`.
    """
    from orchestration.purging import purge_home

    home = Home(default_root())
    gone = purge_home(home, clock.now())
    typer.echo("\n".join([*gone, f"{len(gone)} files and reviews deleted from {home.root}."]))
