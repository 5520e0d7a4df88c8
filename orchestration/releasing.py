"""The release of a month, agency by agency; nothing here knows Dagster."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from contracts.gates import release_check
from contracts.home import Home
from contracts.policy.loading import Policies, load_policies
from contracts.policy.rules_payroll import ReleaseRule
from contracts.quality import shipped_quality
from delivery.errors import ReleaseRefused
from delivery.holds import cleared, in_force
from delivery.reason_texts import UNSIGNED
from delivery.recap.signed import Signed
from delivery.release.accepted import AcceptedRows, accepted_rows
from delivery.release.chain import MANIFEST, code_of, sha256_of
from delivery.release.closing import Actor, confirmed, propose, refuse_early, roles_due, signed
from delivery.release.publish import release_agency
from orchestration.builds import code_version
from orchestration.catalogue import current_builds
from orchestration.closing import release_rule, today_of, why_unruled
from orchestration.errors import RefusedError
from orchestration.policy_files import calendar_files, policy_files, rules_digests
from orchestration.recaps import signed_recaps
from orchestration.request import Request

# Names of the two lists of sentences that a release leaves as metadata.
RELEASED = "released"
REFUSED = "refused"


RuleSeal = Callable[[ReleaseRule | None, dict[str, Any]], dict[str, Any] | None]


class NothingReleasedError(RuntimeError):
    """Every agency that was asked for was refused; the message has one sentence for each."""


log = logging.getLogger("kinerja.release")


@dataclass(frozen=True)
class Outcome:
    """What became of one agency's release, in a sentence for the official."""

    agency_id: str
    is_released: bool
    sentence: str


def release_month(home: Home, request: Request, actor: Actor, released_at: datetime) -> list[Outcome]:
    """Release the agencies of a month, in order of their codes; one refusal stops no other.

    Raises:
        RefusedError: the month was not run, or nobody is named.
        NothingReleasedError: every agency was refused.

    """
    build = current_builds(home).get(request.month)
    if build is None:
        raise RefusedError(f"{request.month} was not run: type `kinerja run {request.month}` first.")
    if not actor.name.strip():
        raise RefusedError("Nobody is named: say who releases with --by.")
    outcomes = [
        _release(home, request.month, agency_id, actor, released_at, _alone(actor))
        for agency_id in request.agencies or sorted(build.agencies)
    ]
    if not any(outcome.is_released for outcome in outcomes):
        raise NothingReleasedError("\n".join(outcome.sentence for outcome in outcomes))
    return outcomes


def propose_release(home: Home, month: str, agency_id: str, actor: Actor, at: datetime) -> Outcome:
    """Check all that a release checks and write into the ledger what exactly is proposed; release nothing."""

    def seal(_: ReleaseRule | None, manifest: dict[str, Any]) -> None:
        propose(home, manifest, actor, at)

    outcome = _release(home, month, agency_id, actor, at, seal)
    if not outcome.is_released:
        return outcome
    return Outcome(agency_id, is_released=True, sentence=f"{agency_id}: {month} diusulkan oleh {actor.name}.")


def confirm_release(home: Home, month: str, agency_id: str, actor: Actor, at: datetime) -> Outcome:
    """Release exactly what another account proposed."""
    return _release(home, month, agency_id, actor, at, lambda _, manifest: confirmed(home, manifest, actor))


def _alone(actor: Actor) -> RuleSeal:
    """Release by one person; refused where the policy asks for a second one."""

    def seal(rule: ReleaseRule | None, manifest: dict[str, Any]) -> dict[str, Any]:
        if rule is not None and rule.checkers:
            agency_id, month = manifest["agency_id"], manifest["month"]
            raise ReleaseRefused(
                f"Rilis {month} untuk {agency_id} ditolak: kebijakannya meminta pemeriksa. Pengusul: "
                f"`kinerja propose {month} --agency {agency_id} --by NAMA`; lalu pemeriksa, dari akun atau "
                f"dengan kuncinya sendiri: `kinerja confirm {month} --agency {agency_id} --by NAMA`."
            )
        signatures = signed(manifest, actor, "releaser")
        return {"signatures": signatures} if signatures else {}

    return seal


def _release(  # noqa: PLR0917 - what, whose, by whom, when and how
    home: Home, month: str, agency_id: str, actor: Actor, released_at: datetime, seal: RuleSeal
) -> Outcome:
    policies = load_policies(home_policies=home.policies)
    if unruled := why_unruled(policies, agency_id):
        refusal = f"Rilis {month} untuk {agency_id} ditolak: {unruled}"
        return Outcome(agency_id, is_released=False, sentence=refusal)
    rule = release_rule(policies, agency_id, month)
    quality = shipped_quality()
    clearings = in_force(home, month, cleared(home, month, quality))
    waived = {
        event["rule_code"]
        for event in clearings
        if (event["agency_id"], event["severity"]) == (agency_id, "block")
    }

    signed = None
    try:
        if rule is not None and rule.needs_approval:
            signed = signed_recaps(home, agency_id, month, released_at)
        refuse_early(home, agency_id, month, rule, today_of(policies, agency_id, released_at))
        _refuse_other_rules(home, month, agency_id, policies)
        folder = release_agency(
            home,
            month,
            agency_id,
            by=actor.name,
            released_at=released_at,
            code_version=code_version(),
            policy_files=policy_files(home, agency_id),
            calendar_files=calendar_files(month),
            check=lambda frames: release_check(frames, quality, waived),
            cleared=[event for event in clearings if event["agency_id"] == agency_id],
            accepted=_accepted(home, month, agency_id),
            approvals=None if signed is None else signed.standing,
            signatures=roles_due(rule),
            seal=lambda manifest: seal(rule, manifest),
        )
    except ReleaseRefused as refusal:
        return Outcome(agency_id, is_released=False, sentence=f"{refusal}{_outdated(signed)}")
    if not (folder / MANIFEST).exists():
        return Outcome(agency_id, is_released=True, sentence=agency_id)
    log.info("%s: %s released", month, agency_id)
    head = code_of(sha256_of(folder / MANIFEST))
    waiting = "".join(
        f"\n  {skpd}: {people} pegawai ditahan, rekapnya belum disetujui" for skpd, people in _waiting(folder)
    )
    return Outcome(
        agency_id, is_released=True, sentence=f"{agency_id}: {folder} ({head}){waiting}{_outdated(signed)}"
    )


def _refuse_other_rules(home: Home, month: str, agency_id: str, policies: Policies) -> None:
    """Refuse to release by rules that are not those of the month's tables, beside which they would lie."""
    build = current_builds(home).get(month)
    [now] = rules_digests(policies, [agency_id], month).values()
    if build is not None and agency_id in build.agencies and build.rules.get(agency_id) != now:
        raise ReleaseRefused(
            f"Rilis {month} untuk {agency_id} ditolak: kebijakan atau kalendernya berubah sesudah bulan ini "
            f"dihitung. Hitung ulang dahulu: `kinerja run {month}`."
        )


def _outdated(signed: Signed | None) -> str:
    """Say which recaps were signed over something else than would be paid now."""
    return "".join(f"\n  {sentence}" for sentence in (signed.outdated if signed is not None else ()))


def _waiting(folder: Path) -> list[tuple[str, int]]:
    """SKPD and number of their people whom a release holds because nobody signed their recap."""
    people = pl.read_parquet(folder / "monthly_incentives.parquet", columns=["skpd_code", "hold_reason"])
    waits = people.filter(pl.col("hold_reason").str.split(";").list.contains(UNSIGNED))
    return waits.group_by(pl.col("skpd_code").fill_null("tanpa-skpd")).len().sort("skpd_code").rows()


def _accepted(home: Home, month: str, agency_id: str) -> AcceptedRows | None:
    """Return what acceptance gave the agency for its current month; None where that was not run.

    Raises TableDamagedError where a table of the month, of which the release is made, is not as it was.
    """
    build = current_builds(home).get(month)
    own = None if build is None else build.agencies.get(agency_id)
    if build is None or own is None:
        return None
    build.refuse_damaged(home.marts / month / build.build_id)
    return AcceptedRows(own, accepted_rows(home.accepted / month / own, agency_id))
