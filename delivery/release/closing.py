"""The life of a month: open, preview, objection window, released, paid; who moved it stands in the ledger."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from contracts.dates import date_text, month_after, month_days
from contracts.home import Home
from delivery import ledger
from delivery.errors import MoveRefused, ReleaseRefused
from delivery.release.chain import manifest_bytes, released_events
from delivery.release.keys import Role, key_of

if TYPE_CHECKING:
    from contracts.policy.rules_payroll import ReleaseRule
    from delivery.release.signing import Signature, Signer

State = Literal["open", "preview", "objection", "released", "paid"]
SAID: Final[Mapping[str, str]] = {
    "open": "terbuka",
    "preview": "pratinjau",
    "objection": "masa keberatan",
    "released": "dirilis",
    "paid": "dibayar",
}
STEPS: Final = frozenset(
    {("open", "preview"), ("preview", "objection"), ("preview", "open"), ("objection", "open")}
)
# Keys of a manifest that may move between proposal and confirmation without a row changing.
MOVING: Final = ("ledger_position",)


@dataclass(frozen=True)
class Actor:
    """Who acts: the name that is written down, the account of the operating system behind it, and a key."""

    name: str
    account: str
    signer: "Signer | None" = None


@dataclass(frozen=True)
class Standing:
    """State of a month, since when (ISO time) and by whom; `until`: last day of the objection window."""

    state: State
    since: str | None = None
    by: str | None = None
    until: str | None = None


def standing(home: Home, agency_id: str, month: str) -> Standing:
    """State that the ledger gives a month: what it was moved to last; a release moves it to `released`."""
    return standings(home, month).get(agency_id, Standing("open"))


def standings(home: Home, month: str) -> dict[str, Standing]:
    """State of each agency's month of which the ledger says something."""
    found: dict[str, Standing] = {}
    for event in ledger.read(home, "states"):
        if event.get("kind") == "month_state_moved" and event["month"] == month:
            found[event["agency_id"]] = Standing(event["to"], event["at"], event["by"], event.get("until"))
    for event in released_events(home):
        if event["month"] != month or event["release"] != 1:
            continue
        if found.get(event["agency_id"], Standing("open")).state not in {"released", "paid"}:
            found[event["agency_id"]] = Standing("released", event["at"], event["by"])
    return found


def move(
    home: Home,
    agency_id: str,
    month: str,
    to: State,
    *,
    actor: Actor,
    at: dt.datetime,
    today: dt.date,
    rule: "ReleaseRule | None",
    until: dt.date | None,
) -> Standing:
    """Move a month to another state and write it into the ledger.

    today: date where the agency is. until: last day of the window that `objection` opens. Raises MoveRefused
    (one sentence) for a step that there is not, or that is too early by the policy.
    """
    before = standing(home, agency_id, month)
    if not actor.name.strip():
        raise _refused(agency_id, month, "nama yang memindahkan belum disebut")
    if to in {"released", "paid"}:
        command = "kinerja release" if to == "released" else "kinerja reconcile"
        raise _refused(agency_id, month, f"menjadi {SAID[to]} hanya oleh `{command}`")
    if (before.state, to) not in STEPS:
        raise _refused(agency_id, month, f"dari {SAID[before.state]} tidak dapat menjadi {SAID[to]}")
    if rule is None:
        raise _refused(agency_id, month, "kebijakannya tidak mengatur tahapan bulan (bagian `release`)")
    if to == "preview" and (early := _first_preview(month, rule)) > today:
        raise _refused(agency_id, month, f"pratinjau baru dapat dibuka pada {early.isoformat()}")
    if to == "objection" and until is None:
        raise _refused(agency_id, month, "kebijakannya tidak menyebut lamanya masa keberatan (window_days)")
    event = {
        "kind": "month_state_moved",
        "agency_id": agency_id,
        "month": month,
        "from": before.state,
        "to": to,
        "by": actor.name,
        "account": actor.account,
        "at": at.isoformat(),
    }
    if to == "objection" and until is not None:
        event["until"] = until.isoformat()
    ledger.append(home, "states", [event])
    return standing(home, agency_id, month)


def refuse_early(home: Home, agency_id: str, month: str, rule: "ReleaseRule | None", today: dt.date) -> None:
    """Raise ReleaseRefused where the policy wants an objection window that was not opened or has not ended.

    A month that was released has had its window: a susulan needs none.
    """
    now = standing(home, agency_id, month)
    if rule is None or rule.window_days is None or now.state in {"released", "paid"}:
        return
    if now.state != "objection" or now.until is None:
        following = "preview" if now.state == "open" else "objection"
        raise _release_refused(
            agency_id,
            month,
            f"bulan ini masih {SAID[now.state]}, dan kebijakannya meminta masa keberatan "
            f"{rule.window_days} hari: `kinerja move {month} {following} --agency {agency_id} --by NAMA`",
        )
    if today <= dt.date.fromisoformat(now.until):
        last = dt.date.fromisoformat(now.until)
        after = date_text(last + dt.timedelta(days=1))
        raise _release_refused(
            agency_id, month, f"masa keberatan berlaku sampai dengan {date_text(last)}; ulangi mulai {after}"
        )


def roles_due(rule: "ReleaseRule | None") -> list[Role]:
    """Who must sign a release, as the policy asks."""
    if rule is None or not rule.needs_signature:
        return []
    return ["maker", "checker"] if rule.checkers else ["releaser"]


def signed(manifest: Mapping[str, Any], actor: Actor, role: Role) -> "list[Signature]":
    """Signature of an actor with a key, over exactly the manifest; the maker's is over its content.

    Raises ReleaseRefused where the manifest names the role as one that must sign and there is no key, or the
    key is not of the one who is named.
    """
    signer = actor.signer
    if signer is None:
        if role in manifest["signatures"]:
            raise refused_of(manifest, "kebijakannya meminta tanda tangan: tambahkan --sign BERKAS_KUNCI")
        return []
    if not _same_name(signer.name, actor.name):
        raise refused_of(manifest, f"kunci {signer.key_id} milik {signer.name}, bukan {actor.name}")
    if role == "maker":
        return [signer.sign(role, "content", content_sha256(manifest))]
    return [signer.sign(role, "manifest", hashlib.sha256(manifest_bytes(manifest)).hexdigest())]


def content_sha256(manifest: Mapping[str, Any]) -> str:
    """Hash of all that a release would hold, for a checker to confirm exactly what a maker proposed."""
    content = {name: value for name, value in manifest.items() if name not in MOVING}
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def proposal(home: Home, manifest: Mapping[str, Any]) -> ledger.Event | None:
    """Return the latest proposal of a release or a special payment, as the ledger has it."""
    place = _place(manifest)
    found = [
        event
        for event in ledger.read(home, "releases")
        if event.get("kind") == _PROPOSED[is_special(manifest)] and place.items() <= event.items()
    ]
    return found[-1] if found else None


def propose(home: Home, manifest: Mapping[str, Any], actor: Actor, at: dt.datetime) -> None:
    """Write into the ledger that somebody proposes to release exactly this, signed where there is a key."""
    event = {
        "kind": _PROPOSED[is_special(manifest)],
        **_place(manifest),
        "content_sha256": content_sha256(manifest),
        "by": actor.name,
        "account": actor.account,
        "at": at.isoformat(),
        "signatures": signed(manifest, actor, "maker"),
    }
    ledger.append(home, "releases", [event])


def confirmed(home: Home, manifest: Mapping[str, Any], checker: Actor) -> dict[str, Any]:
    """Give what the ledger says beside a confirmed release: its maker, its checker and what they signed.

    Two registered keys are two people, also under one account. Raises ReleaseRefused where nothing was
    proposed, another content was, or maker and checker share a name, a key, or an account without two keys,
    KeyRefused where the maker's key was taken away since.
    """
    proposed = proposal(home, manifest)
    if proposed is None:
        raise refused_of(manifest, f"belum diusulkan: `{_propose_command(manifest)}`")
    if proposed["content_sha256"] != content_sha256(manifest):
        why = "isinya sudah lain dari yang diusulkan; usulkan lagi dengan"
        raise refused_of(manifest, f"{why} `{_propose_command(manifest)}`")
    made: list[Signature] = proposed.get("signatures", [])
    keys = [key_of(home, each["public_key"]).key_id for each in made]
    if checker.signer is not None and checker.signer.key_id in keys:
        raise refused_of(
            manifest, f"pengusul dan pemeriksa memakai kunci yang sama ({checker.signer.key_id})"
        )
    if proposed["account"] == checker.account and (not keys or checker.signer is None):
        raise refused_of(manifest, f"pengusul dan pemeriksa memakai akun yang sama ({checker.account})")
    if _same_name(proposed["by"], checker.name):
        raise refused_of(manifest, "pengusul dan pemeriksa orang yang sama")
    return {
        "maker": proposed["by"],
        "maker_account": proposed["account"],
        "checker_account": checker.account,
        "content_sha256": proposed["content_sha256"],
        "signatures": [*made, *signed(manifest, checker, "checker")],
    }


def is_special(manifest: Mapping[str, Any]) -> bool:
    """Whether it is of a payment by decree, and not of a month."""
    return "special_id" in manifest


def refused_of(manifest: Mapping[str, Any], why: str) -> ReleaseRefused:
    """Return the refusal of what a manifest describes."""
    if is_special(manifest):
        what = f"Pembayaran khusus {manifest['special_id']} untuk {manifest['agency_id']}"
        return ReleaseRefused(f"{what} ditolak: {why}.")
    return _release_refused(str(manifest["agency_id"]), str(manifest["month"]), why)


_PROPOSED: Final = {False: "release_proposed", True: "special_proposed"}


def _place(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Keys that say which release it is."""
    names = ("agency_id", "special_id") if is_special(manifest) else ("agency_id", "month", "release")
    return {name: manifest[name] for name in names}


def _propose_command(manifest: Mapping[str, Any]) -> str:
    agency = f"--agency {manifest['agency_id']} --by NAMA"
    if is_special(manifest):
        return f"kinerja special {manifest['special_id']} --propose {agency}"
    return f"kinerja propose {manifest['month']} {agency}"


def _same_name(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


def _first_preview(month: str, rule: "ReleaseRule") -> dt.date:
    return month_days(month_after(month))[0].replace(day=rule.preview_from_day)


def _refused(agency_id: str, month: str, why: str) -> MoveRefused:
    return MoveRefused(f"{month} {agency_id} tidak dipindahkan: {why}.")


def _release_refused(agency_id: str, month: str, why: str) -> ReleaseRefused:
    return ReleaseRefused(f"Rilis {month} untuk {agency_id} ditolak: {why}.")
