"""Recaps to be signed, printed from the current tables of a month, and what was signed held against them."""

from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from contracts.home import Home
from contracts.policy.loading import load_policies
from delivery.errors import HandOffRefused
from delivery.handoff.private import file_name, write_private
from delivery.recap.content import Recap, printed, recaps_of, record
from delivery.recap.paper import recap_pdf
from delivery.recap.signed import Signed, signed_now
from delivery.release.chain import chain_head, code_of, sha256_of
from delivery.release.closing import Actor
from delivery.verify.ledger_chain import ledger_heads
from orchestration.payroll import approvals


class Printed(NamedTuple):
    """One page to sign, and what it is of."""

    recap: Recap
    path: Path


def print_recaps(
    home: Home, agency_id: str, month: str, *, unit: str | None, actor: Actor, at: datetime
) -> list[Printed]:
    """Write the recap of each SKPD, or of one, to `handoff/<month>/<agency>/rekap/`, and into the ledger.

    Raises HandOffRefused where there is no such SKPD, and what `open_marts` raises.
    """
    found = recaps_of(home, agency_id, month)
    chosen = [each for code, each in found.items() if unit in {None, code}]
    if not chosen:
        known = f"; yang ada: {', '.join(found)}" if found else ""
        raise HandOffRefused(f"Tidak ada pegawai SKPD {unit or ''} dari {agency_id} pada {month}{known}.")
    heads = _heads(home, agency_id)
    folder = home.handoff / month / agency_id / "rekap"
    done = []
    for recap in chosen:
        is_simulation = any(person["is_simulation"] for person in recap.people)
        name = file_name(f"rekap_{month}", recap.skpd_code, is_simulation=is_simulation)
        path = folder / f"{name}.pdf"
        write_private(home.handoff, path, recap_pdf(recap, heads))
        done.append(Printed(recap, path))
    told = [(each.recap, each.path.relative_to(home.handoff).as_posix()) for each in done]
    record(home, told, {"by": actor.name, "account": actor.account, "at": at.isoformat()})
    return done


def signed_recaps(home: Home, agency_id: str, month: str, received_at: datetime) -> Signed:
    """Return the approvals of a month that cover what its current tables would pay."""
    binding = load_policies(home_policies=home.policies).for_agency(agency_id)
    zone = ZoneInfo(binding.zone if binding is not None else "Asia/Jakarta")
    found = approvals(home, agency_id, month, received_at)
    return signed_now(found, recaps_of(home, agency_id, month), printed(home, agency_id, month), zone)


def _heads(home: Home, agency_id: str) -> list[tuple[str, str]]:
    """Codes of what was released before: of the agency's chain, and of the ledger."""
    heads = []
    head = chain_head(home, agency_id)
    if head is not None:
        month, number = head.parts[-3], head.name
        heads.append((f"Ujung rantai rilis ({month} {number})", code_of(sha256_of(head / "manifest.json"))))
    if ledgers := ledger_heads(home.ledger):
        last = ledgers[-1]
        heads.append((f"Ujung ledger (rilis {last['month']} {last['agency_id']})", last["code"]))
    return heads
