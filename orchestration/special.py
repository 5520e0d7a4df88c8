"""A special payment from the policy in force to its release, by one person or by maker and checker."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from contracts.home import Home
from contracts.policy.loading import Policies
from contracts.policy.versions import resolve
from delivery.release.closing import Actor, confirmed, propose, refused_of, signed
from delivery.release.special import Seal, SpecialPayment, release_special
from orchestration.builds import code_version

Step = Literal["release", "propose", "confirm"]


def special_payment(policies: Policies, agency_id: str, special_id: str, on: date) -> SpecialPayment | None:
    """Return a special payment as the policy in force on a day says it; None where it says nothing."""
    binding = policies.for_agency(agency_id)
    spans = resolve(binding.policy, policies.by_id, on, on, None) if binding else []
    rule = spans[-1].rules.special_payments.get(special_id) if spans else None
    if binding is None or rule is None:
        return None
    source = spans[-1].sources[f"special_payments.{special_id}"]
    files = policies.lineage_paths(binding.policy.id)
    return SpecialPayment(special_id, rule, source, files, spans[-1].rules.release)


def step_special(  # noqa: PLR0917 - what, whose, by whom, when and how
    home: Home, agency_id: str, payment: SpecialPayment, actor: Actor, at: datetime, step: Step
) -> Path:
    """Propose, confirm or release a special payment; a proposal leaves nothing but its line in the ledger.

    Raises ReleaseRefused, and KeyRefused where the maker's key was taken away since.
    """
    return release_special(
        home,
        agency_id,
        payment,
        by=actor.name,
        released_at=at,
        code_version=code_version(),
        seal=_seal(home, payment, actor, at, step),
    )


def _seal(home: Home, payment: SpecialPayment, actor: Actor, at: datetime, step: Step) -> Seal:
    def proposed(manifest: Mapping[str, Any]) -> None:
        propose(home, manifest, actor, at)

    def alone(manifest: Mapping[str, Any]) -> Mapping[str, Any]:
        if payment.closes is not None and payment.closes.checkers:
            who = f"--agency {manifest['agency_id']} --by NAMA"
            command = f"kinerja special {payment.special_id}"
            raise refused_of(
                manifest,
                f"kebijakannya meminta pemeriksa. Pengusul: `{command} --propose {who}`; lalu pemeriksa, "
                f"dari akun atau dengan kuncinya sendiri: `{command} --confirm {who}`",
            )
        signatures = signed(manifest, actor, "releaser")
        return {"signatures": signatures} if signatures else {}

    if step == "propose":
        return proposed
    if step == "confirm":
        return lambda manifest: confirmed(home, manifest, actor)
    return alone
