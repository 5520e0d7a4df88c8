"""`kinerja special`: a payment by decree from a released month."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from contracts.home import Home
from delivery.errors import KeyRefused
from orchestration import clock
from orchestration.commands.closing import Sign
from orchestration.commands.run import Agencies
from orchestration.errors import RefusedError
from orchestration.homes import default_root
from orchestration.lock import HomeBusyError, one_writer
from orchestration.signers import signer_of
from orchestration.speaking import Exit, plainly, stop

if TYPE_CHECKING:
    from orchestration.special import Step


def special(  # noqa: PLR0917 - typer passes each option by its name
    special_id: Annotated[str, typer.Argument(metavar="ID", help="Name in special_payments of the policy.")],
    by: Annotated[str, typer.Option("--by", help="Name of the official who releases.")],
    agency: Agencies = [],  # noqa: B006 - typer never changes it
    sign: Sign = None,
    propose: Annotated[
        bool, typer.Option("--propose", help="The maker's step, where the policy asks for a checker.")
    ] = False,
    confirm: Annotated[
        bool, typer.Option("--confirm", help="The checker's step, then it is released.")
    ] = False,
) -> None:
    """Release a special payment (THR, 13th month): a percent of what its basis month was released.

    Exit code 0: every agency asked for is released. 4: at least one was refused; the others are released.
    """
    home = Home(default_root())
    if propose and confirm:
        stop("Maker and checker are two people: --propose or --confirm, not both.", Exit.BAD_INPUT)
    step: Step = "propose" if propose else "confirm" if confirm else "release"
    try:
        with plainly(KeyRefused), one_writer(home):
            refused = _release(home, special_id, by, sorted(agency), sign, step)
    except HomeBusyError as error:
        stop(str(error), Exit.BUSY)
    if refused:
        stop("\n".join(refused), Exit.REFUSED)


def _release(  # noqa: PLR0917 - as the command takes them
    home: Home, special_id: str, by: str, asked: list[str], sign: Path | None, step: "Step"
) -> list[str]:
    from contracts.policy.loading import load_policies
    from delivery.errors import ReleaseRefused
    from delivery.release.closing import Actor
    from orchestration.accounts import account
    from orchestration.special import special_payment, step_special

    now, policies = clock.now(), load_policies(home_policies=home.policies)
    found = {
        agency: payment
        for agency in asked or _released(home)
        if (payment := special_payment(policies, agency, special_id, now.date())) is not None
    }
    if missing := sorted(set(asked) - set(found)) or ([] if found else ["any agency that released a month"]):
        raise RefusedError(f"No policy in force has special_payments.{special_id} for {', '.join(missing)}.")
    actor, refused = Actor(by, account(), signer_of(home, sign)), []
    for agency, payment in found.items():
        try:
            folder = step_special(home, agency, payment, actor, now, step)
        except ReleaseRefused as refusal:
            refused.append(str(refusal))
            continue
        if step == "propose":
            typer.echo(f"{agency}: {special_id} diusulkan oleh {by}.")
        else:
            _hand_off(home, agency, folder, now)
    return refused


def _hand_off(home: Home, agency: str, folder: Path, now: datetime) -> None:
    """Write the files for payroll of a special payment that was released, and say where they are."""
    from contracts.standing import MARK
    from delivery.handoff.special import hand_off_special
    from delivery.release.special import read_manifest
    from delivery.wording import rupiah

    files = hand_off_special(home, folder, written_at=now)
    manifest = read_manifest(folder)
    mark = f" {MARK}" if manifest["is_simulation"] else ""
    typer.echo(f"{agency}: {manifest['people']} orang, {rupiah(manifest['special_amount'])}, {folder}{mark}")
    for file in files:
        typer.echo(f"  {file.skpd_code}: {file.people} orang, {rupiah(file.special_amount)}, {file.path}")


def _released(home: Home) -> list[str]:
    manifests: list[Path] = list(home.releases.glob("*/*/r*/manifest.json"))
    return sorted({path.parts[-3] for path in manifests})
