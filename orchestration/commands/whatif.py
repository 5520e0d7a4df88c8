"""`kinerja whatif`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from contracts.home import Home
from delivery.errors import DeliveryError
from orchestration.commands.reading import AsJson, Month, json_text
from orchestration.errors import RefusedError
from orchestration.homes import default_root
from orchestration.months import month_start
from orchestration.speaking import light_duckdb, plainly

OPTIONS = "--present, --late, --tasks, --rating, --answered, --ikm, atau --leave"

if TYPE_CHECKING:
    from orchestration.whatifs import Change


def whatif(  # noqa: PLR0917 - typer passes options by name
    employee: Annotated[str, typer.Argument(help="NIP or NI PPPK, 18 digits.")],
    month: Month,
    present: Annotated[int, typer.Option(min=0, help="So many absent days become days of work.")] = 0,
    late: Annotated[int, typer.Option(min=0, help="So many late days become days in time.")] = 0,
    tasks: Annotated[int, typer.Option(min=0, help="So many more cases in time, or activities.")] = 0,
    rating: Annotated[str, typer.Option(help='Another predicate, such as "Baik".')] = "",
    answered: Annotated[int, typer.Option(min=0, help="So many more complaints answered in time.")] = 0,
    ikm: Annotated[str, typer.Option(help="Another survey result of the unit, such as 85.5.")] = "",
    leave: Annotated[
        str, typer.Option(help="Approved leave TYPE=DAYS, such as tahunan=3, from the first day missed.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Compute one employee's month with something changed, aside: lines before and after, the difference."""
    from delivery.whatif import render, what_if
    from orchestration.catalogue import current_catalogue
    from orchestration.whatifs import Change, changed

    change = Change(present, late, tasks, rating, answered, ikm, leave)
    with plainly(DeliveryError), light_duckdb():
        month_start(month)
        if change == Change():
            raise RefusedError("Sebutkan yang diandaikan: " + OPTIONS + ".")
        home = Home(default_root())
        current_catalogue(home)
        with changed(home, employee, month, change) as connection:
            facts = what_if(home, connection, employee, month, [*_words(change)])
    typer.echo(json_text(facts) if as_json else render(facts), nl=as_json)


def _words(change: "Change") -> Iterator[str]:
    if change.present:
        yield f"{change.present} hari tanpa keterangan menjadi hadir tepat waktu"
    if change.late:
        yield f"{change.late} hari terlambat menjadi tepat waktu"
    if change.tasks:
        yield f"{change.tasks} tugas lagi selesai tepat waktu"
    if change.rating:
        yield f"predikat kinerja menjadi {change.rating}"
    if change.answered:
        yield f"{change.answered} pengaduan lagi ditindaklanjuti tepat waktu di unit ini"
    if change.ikm:
        yield f"indeks kepuasan masyarakat unit menjadi {change.ikm}"
    if change.leave:
        kind, _, days = change.leave.partition("=")
        yield f"{days} hari kerja cuti {kind.replace('_', ' ')}"
