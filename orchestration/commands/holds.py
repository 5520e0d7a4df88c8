"""`kinerja hold`: what is held and until when; take a hold away, with a name, a reason and a document."""

import json
from typing import Annotated

import typer

from contracts.home import Home
from delivery.errors import DeliveryError
from orchestration import clock
from orchestration.homes import default_root
from orchestration.months import month_start
from orchestration.speaking import light_duckdb, plainly

app = typer.Typer(help="Show holds, and take one away.", no_args_is_help=True)


@app.command("list")
def show(
    month: Annotated[str, typer.Argument(help="Month such as 2026-10.")],
    as_json: Annotated[bool, typer.Option("--json", help="The same facts as JSON.")] = False,
) -> None:
    """List the open holds of a month, the most rupiah at risk first, each with its id."""
    from contracts.quality import shipped_quality
    from delivery.holds import open_holds
    from delivery.holds_text import render

    with plainly(DeliveryError), light_duckdb():
        month_start(month)
        found = open_holds(_home(), month)
    text = json.dumps(found, ensure_ascii=False, indent=2, default=str)
    typer.echo(text if as_json else render(found, month, shipped_quality()), nl=as_json)


@app.command()
def clear(  # noqa: PLR0917 - typer passes options by name
    finding: Annotated[str, typer.Argument(help="Id of the finding, from `kinerja hold list`.")],
    by: Annotated[str, typer.Option("--by", help="Name of the official who takes the hold away.")],
    reason: Annotated[str, typer.Option("--reason", help="Why, in a sentence.")],
    document: Annotated[str, typer.Option("--document", help="Number of the letter or decision.")],
    second: Annotated[
        str, typer.Option("--second", help="Second name, where two people are asked for.")
    ] = "",
    month: Annotated[str, typer.Option("--month", help="Default: the latest month it is open in.")] = "",
) -> None:
    """Take a hold away; the next run of the month lets the agency, the unit or the person go on."""
    from contracts.quality import shipped_quality
    from delivery import holds

    with plainly(DeliveryError), light_duckdb():
        if month:
            month_start(month)
        event = holds.clear(
            _home(),
            finding,
            month=month or None,
            by=by,
            second=second,
            reason=reason,
            document=document,
            at=clock.now(),
            quality=shipped_quality(),
        )
    typer.echo(
        f"Penahanan {finding} bulan {event['month']} dicabut. Jalankan `kinerja run {event['month']}` "
        "agar hitungan dilanjutkan."
    )


def _home() -> Home:
    from orchestration.catalogue import current_catalogue

    home = Home(default_root())
    current_catalogue(home)
    return home
