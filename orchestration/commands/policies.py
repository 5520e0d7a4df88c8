"""`kinerja policy`: check a policy file, show the policy of an agency."""

from pathlib import Path
from typing import Annotated

import typer

from contracts.home import Home
from orchestration import clock
from orchestration.errors import RefusedError
from orchestration.homes import default_root
from orchestration.months import month_start
from orchestration.speaking import Exit, plainly

app = typer.Typer(help="Check and show policies.", no_args_is_help=True)


@app.command()
def check(
    file: Annotated[
        Path | None,
        typer.Argument(exists=True, dir_okay=False, help="Policy file. Default: all there are."),
    ] = None,
) -> None:
    """Name the line and the fault of all that is wrong with a policy; exit code 2 when something is."""
    from contracts.policy.check import check_file, notes_of_file
    from contracts.policy.loading import SHIPPED_POLICIES, load_policies

    home = Home(default_root())
    policies = load_policies(home_policies=home.policies)
    files = [file] if file is not None else [*SHIPPED_POLICIES.glob("*.yaml"), *home.policies.glob("*.yaml")]
    faulty = False
    for path in sorted(files):
        faults = [*check_file(path, policies.by_id)]
        for fault in faults:
            typer.echo(f"{path.name}: {fault}")
        for note in notes_of_file(path):
            typer.echo(f"{path.name}: catatan, {note}")
        faulty = faulty or bool(faults)
    if faulty:
        raise typer.Exit(Exit.BAD_INPUT)
    typer.echo(f"{len(files)} berkas kebijakan tanpa kesalahan.")


@app.command()
def show(
    agency: Annotated[str, typer.Argument(help="Region code, such as 52.71.")],
    month: Annotated[
        str, typer.Option("--month", help="As it is in force in this month. Default: the present one.")
    ] = "",
) -> None:
    """Show an agency's policy for people, in Bahasa Indonesia, with its citations."""
    from contracts.policy.loading import load_policies
    from contracts.policy.text import UnknownAgencyError
    from contracts.policy.text import show as policy_text

    with plainly(UnknownAgencyError):
        month = month or clock.now().strftime("%Y-%m")
        month_start(month)
        policies = load_policies(home_policies=Home(default_root()).policies)
        if agency in policies.broken_agencies:
            raise RefusedError(f"Kebijakan {agency} tidak dapat dipakai: {policies.broken_agencies[agency]}")
        typer.echo(policy_text(agency, month, policies), nl=False)
