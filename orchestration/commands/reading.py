"""Commands that only read: `kinerja status`, `explain` and `compare`. None of them imports what is heavy."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from contracts.dates import month_before, month_days
from contracts.home import Home
from delivery.errors import DeliveryError, MonthNotRunError
from delivery.statement.facts import Statement
from orchestration.commands.interim import Until, show_person, show_units
from orchestration.homes import default_root
from orchestration.months import month_start
from orchestration.speaking import Exit, light_duckdb, plainly, stop

if TYPE_CHECKING:
    from delivery.summary import MonthStatus

Month = Annotated[str, typer.Argument(help="Month such as 2026-10.")]
AsJson = Annotated[bool, typer.Option("--json", help="The same facts as JSON, stable and documented.")]


def status(month: Month, until: Until = "", as_json: AsJson = False) -> None:
    """Show how a month stands: agencies ready or held and why, people, rows, rupiah, what to do next."""
    if until:
        with plainly(DeliveryError):
            typer.echo(show_units(Home(default_root()), month, until, as_json=as_json), nl=False)
        return
    from delivery import summary_text

    with plainly(DeliveryError), light_duckdb():
        facts = _month_status(_home(month), month)
    typer.echo(json_text(facts) if as_json else summary_text.render(facts), nl=as_json)


def explain(
    employee: Annotated[str, typer.Argument(help="NIP or NI PPPK, 18 digits.")],
    month: Month,
    until: Until = "",
    as_json: AsJson = False,
    html: Annotated[
        Path | None,
        typer.Option("--html", dir_okay=False, help="Write it to this private file as a page to print."),
    ] = None,
) -> None:
    """Explain one employee's incentive: each line with its formula, its values, its rule and its reasons.

    With --until: what of a running month is lost, and what can still be earned and how.
    """
    if until:
        if html is not None:
            stop("--html shows a whole month: leave out --until.", Exit.BAD_INPUT)
        with plainly(DeliveryError):
            typer.echo(show_person(Home(default_root()), employee, month, until, as_json=as_json), nl=False)
        return
    from delivery.statement import build, text

    with plainly(DeliveryError), light_duckdb():
        home = _home(month)
        facts = build.statement(home, employee, month)
        if html is not None:
            _write_page(home, facts, html)
    if html is not None and not as_json:
        return
    typer.echo(json_text(facts) if as_json else text.render(facts), nl=as_json)


def compare(
    month: Month,
    paid: Annotated[
        Path,
        typer.Option("--with", exists=True, dir_okay=False, help="What was paid: NIP,NILAI as CSV or XLSX."),
    ],
    as_json: AsJson = False,
    agency: Annotated[str | None, typer.Option("--agency", help="Only people of this agency.")] = None,
    csv: Annotated[
        Path | None, typer.Option("--csv", dir_okay=False, help="Also write every difference to this file.")
    ] = None,
) -> None:
    """Compare a month with what was paid, every difference with its likely cause."""
    from delivery import compare as comparing
    from delivery import compare_text

    with plainly(DeliveryError), light_duckdb():
        facts = comparing.compare(_home(month), month, paid, agency)
        if csv is not None:
            compare_text.write_csv(facts, csv)
    typer.echo(json_text(facts) if as_json else compare_text.render(facts), nl=as_json)


def _month_status(home: Home, month: str) -> "MonthStatus":
    """Status of a month; of one that was not run the refusal names the reviews that its policies want."""
    from delivery.summary import month_status
    from orchestration.interim_dates import next_interims

    agencies = [path.name for path in sorted(home.landing.glob("*/"))]
    try:
        return month_status(home, month, next_interims(home, agencies, month_days(month)[1]))
    except MonthNotRunError as error:
        days = next_interims(home, agencies, month_days(month_before(month))[1])
        due = sorted({day for day in days.values() if f"{day:%Y-%m}" == month})
        if not due:
            raise
        told = ", ".join(f"`kinerja run {month} --until {day}`" for day in due)
        raise MonthNotRunError(f"{error} Tinjauan tengah bulan menurut kebijakan: {told}.") from None


def _write_page(home: Home, facts: Statement, path: Path) -> None:
    """Write the statement as a page that only its owner can open, and say where it is."""
    from delivery.statement import page, trend

    who = facts["employee"]["employee_id"]
    page.write(path, page.render(facts, trend.trend(home, facts["agency_id"], who, facts["month"])))
    typer.echo(f"{path}: rincian {facts['month']}, hanya dapat dibuka pemilik berkasnya.", err=True)


def _home(month: str) -> Home:
    """Home of the command, its catalogue pointing at the files where they stand now."""
    from orchestration.catalogue import current_catalogue

    month_start(month)
    home = Home(default_root())
    current_catalogue(home)
    return home


def json_text(facts: object) -> str:
    """JSON as every command prints it."""
    return json.dumps(facts, ensure_ascii=False, indent=2, default=str)
