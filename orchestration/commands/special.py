"""`kinerja special`: a payment by decree from a released month."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from contracts.home import Home
from orchestration.commands.run import Agencies
from orchestration.errors import RefusedError
from orchestration.homes import default_root
from orchestration.lock import HomeBusyError, one_writer
from orchestration.speaking import Exit, plainly, stop

if TYPE_CHECKING:
    from contracts.policy.loading import Policies
    from delivery.release.special import SpecialPayment


def special(
    special_id: Annotated[str, typer.Argument(metavar="ID", help="Name in special_payments of the policy.")],
    by: Annotated[str, typer.Option("--by", help="Name of the official who releases.")],
    agency: Agencies = [],  # noqa: B006 - typer never changes it
) -> None:
    """Release a special payment (THR, 13th month): a percent of what its basis month was released.

    Exit code 0: every agency asked for is released. 4: at least one was refused; the others are released.
    """
    try:
        with plainly(), one_writer(Home(default_root())):
            refused = _release(Home(default_root()), special_id, by, sorted(agency))
    except HomeBusyError as error:
        stop(str(error), Exit.BUSY)
    if refused:
        stop("\n".join(refused), Exit.REFUSED)


def _release(home: Home, special_id: str, by: str, asked: list[str]) -> list[str]:
    from contracts.policy.loading import load_policies
    from contracts.standing import MARK
    from delivery.errors import ReleaseRefused
    from delivery.handoff.special import hand_off_special
    from delivery.release.special import read_manifest, release_special
    from delivery.wording import rupiah
    from orchestration.builds import code_version

    now, policies = datetime.now(UTC), load_policies(home_policies=home.policies)
    found = {
        agency: payment
        for agency in asked or _released(home)
        if (payment := special_payment(policies, agency, special_id, now.date())) is not None
    }
    if missing := sorted(set(asked) - set(found)) or ([] if found else ["any agency that released a month"]):
        raise RefusedError(f"No policy in force has special_payments.{special_id} for {', '.join(missing)}.")
    refused = []
    for agency, payment in found.items():
        try:
            folder = release_special(
                home, agency, payment, by=by, released_at=now, code_version=code_version()
            )
        except ReleaseRefused as refusal:
            refused.append(str(refusal))
            continue
        files = hand_off_special(home, folder, written_at=now)
        manifest = read_manifest(folder)
        mark = f" {MARK}" if manifest["is_simulation"] else ""
        typer.echo(
            f"{agency}: {manifest['people']} orang, {rupiah(manifest['special_amount'])}, {folder}{mark}"
        )
        for file in files:
            typer.echo(f"  {file.skpd_code}: {file.people} orang, {rupiah(file.special_amount)}, {file.path}")
    return refused


def special_payment(
    policies: "Policies", agency_id: str, special_id: str, on: date
) -> "SpecialPayment | None":
    """Return a special payment as the policy in force on a day says it; None where it says nothing."""
    from contracts.policy.versions import resolve
    from delivery.release.special import SpecialPayment

    binding = policies.for_agency(agency_id)
    spans = resolve(binding.policy, policies.by_id, on, on, None) if binding else []
    rule = spans[-1].rules.special_payments.get(special_id) if spans else None
    if binding is None or rule is None:
        return None
    source = spans[-1].sources[f"special_payments.{special_id}"]
    return SpecialPayment(special_id, rule, source, policies.lineage_paths(binding.policy.id))


def _released(home: Home) -> list[str]:
    manifests: list[Path] = list(home.releases.glob("*/*/r*/manifest.json"))
    return sorted({path.parts[-3] for path in manifests})
