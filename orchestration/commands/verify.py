"""`kinerja verify`: prove releases offline."""

from pathlib import Path
from typing import Annotated

import typer

from delivery.errors import DeliveryError
from orchestration.commands.reading import AsJson, json_text
from orchestration.homes import default_root
from orchestration.speaking import Exit, plainly, stop


def verify(
    place: Annotated[
        Path | None,
        typer.Argument(
            metavar="[PATH]",
            exists=True,
            file_okay=False,
            help="A release, a folder of releases, or a home. Default: the whole home.",
        ),
    ] = None,
    agency: Annotated[str | None, typer.Option("--agency", help="Only the chain of this agency.")] = None,
    code: Annotated[
        str | None, typer.Option("--code", help="Head of a chain as it stands on paper: is it still in it?")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Verify releases offline: each byte, each link of the chain, the totals, the ledger, the landed files.

    Exit code 0: all is as it was released. 4: something lies; the first byte of it is named.
    """
    from delivery.release.chain import read_code
    from delivery.verify.audit import verify as prove
    from delivery.verify.text import render

    printed = None if code is None else read_code(code)
    if code is not None and printed is None:
        stop(f"{code} is no code of a chain: a character is wrong or missing.", Exit.BAD_INPUT)
    with plainly(DeliveryError):
        facts = prove(place or default_root(), agency, printed)
    typer.echo(json_text(facts) if as_json else render(facts), nl=as_json)
    if not facts["is_sound"]:
        stop(f"{len(facts['lies'])} things are not as they were released.", Exit.REFUSED)
