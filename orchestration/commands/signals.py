"""`kinerja signal`: list the suspicions of a month, close one with a result."""

from typing import Annotated

import typer

from contracts.home import Home
from delivery.errors import DeliveryError
from orchestration import clock
from orchestration.homes import default_root
from orchestration.months import month_start
from orchestration.speaking import light_duckdb, plainly

app = typer.Typer(help="List signals, close one with a result.", no_args_is_help=True)


@app.command("list")
def list_(
    month: Annotated[str, typer.Argument(help="Month such as 2026-10.")],
    agency: Annotated[str | None, typer.Option("--agency", help="Only this agency.")] = None,
    with_names: Annotated[
        bool, typer.Option("--names", help="Also the people concerned: only for the agency's HR.")
    ] = False,
) -> None:
    """List what a human should look at in a month: suspicions only, nobody's pay is cut or held by them."""
    from contracts.quality import shipped_quality
    from delivery import signals
    from orchestration.catalogue import current_catalogue

    with plainly(DeliveryError), light_duckdb():
        month_start(month)
        home = Home(default_root())
        current_catalogue(home)
        found = signals.listed(home, month, shipped_quality(), agency)
        if not found:
            typer.echo(f"Tidak ada tanda pada {month}.")
        for item in found:
            row, closed = item["signal"], item["closed"]
            place = f"{row['agency_id']}{', unit ' + row['unit_id'] if row['unit_id'] else ''}"
            typer.echo(f"{row['signal_id']}  {item['title']} ({place})")
            typer.echo(f"  {item['message']}")
            if row["first_at"] is not None:
                typer.echo(
                    f"  Waktu: {row['first_at']:%d-%m-%Y %H.%M} sampai {row['last_at']:%d-%m-%Y %H.%M}"
                )
            typer.echo(f"  Bukti (nomor berkas:baris): {row['evidence'] or '-'}")
            if with_names and row["employee_ids"]:
                names = signals.names_of(home, month, row["employee_ids"].split(","))
                typer.echo(f"  Pegawai: {'; '.join(names)}")
            if closed is not None:
                result = signals.RESULT_WORDS[closed["result"]]
                typer.echo(f"  Ditutup oleh {closed['by']}: {result}. {closed['reason']}")


@app.command()
def close(
    signal_id: Annotated[str, typer.Argument(help="Id of the signal, as `kinerja signal list` shows it.")],
    result: Annotated[str, typer.Option("--result", help="confirmed, explained or false.")],
    by: Annotated[str, typer.Option("--by", help="Name of who decides.")],
    reason: Annotated[str, typer.Option("--reason", help="Why, in a sentence.")],
    document: Annotated[str | None, typer.Option("--document", help="Number of a document.")] = None,
) -> None:
    """Close a signal with its result; it stays closed as long as its evidence is the same."""
    from delivery import signals

    with plainly(DeliveryError), light_duckdb():
        row = signals.close(
            Home(default_root()),
            signal_id,
            result,
            by=by,
            reason=reason,
            document=document,
            at=clock.now(),
        )
    word = signals.RESULT_WORDS[result]
    typer.echo(
        f"Tanda {signal_id} bulan {row['month']} ditutup: {word}. TPP siapa pun tidak berubah karenanya."
    )
