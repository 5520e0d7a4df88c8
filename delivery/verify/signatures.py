"""Signatures of a release: over this manifest, by registered keys, by everyone who must sign."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from delivery.release.chain import MANIFEST, SIGNATURE
from delivery.release.closing import content_sha256
from delivery.release.keys import ROLES, Key
from delivery.verify.facts import Lie, lie

FIELDS = frozenset({"role", "name", "key_id", "public_key", "over", "sha256", "signature"})


def signature_lies(
    folder: Path,
    place: str,
    manifest: Mapping[str, Any],
    keys: Mapping[str, Key] | None,
    event: Mapping[str, Any] | None,
) -> Iterator[Lie]:
    """Yield what is wrong with the signatures of a release.

    keys: those that the ledger knows, None where it is not here. event: what the ledger says of the release.
    """
    path = f"{place}/{SIGNATURE}"
    told = (event or {}).get("signatures", [])
    due = {*manifest.get("signatures", []), *(each["role"] for each in told)}
    if not (folder / SIGNATURE).is_file():
        if due:
            yield lie(path, f"tanda tangan tidak ada: {_who(due)} harus menandatangani")
        return
    signatures = _read(folder / SIGNATURE)
    if signatures is None:
        yield lie(path, "bukan berkas tanda tangan yang utuh")
        return
    hashes = {
        "content": content_sha256(manifest),
        "manifest": hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest(),
    }
    for each in signatures:
        yield from _lies(path, each, hashes, keys, event)
    if missing := due - {each["role"] for each in signatures}:
        yield lie(path, f"tanda tangan tidak ada: {_who(missing)} harus menandatangani")
    if len({each["key_id"] for each in signatures}) < len(signatures):
        yield lie(path, "dua tanda tangan dari kunci yang sama")


def signers_of(folder: Path) -> list[str]:
    """Names in the signatures of a release, as its file tells them."""
    if not (folder / SIGNATURE).is_file():
        return []
    return [str(each["name"]) for each in _read(folder / SIGNATURE) or []]


def _lies(
    path: str,
    each: dict[str, Any],
    hashes: Mapping[str, str],
    keys: Mapping[str, Key] | None,
    event: Mapping[str, Any] | None,
) -> Iterator[Lie]:
    from delivery.release.signing import is_signed  # noqa: PLC0415 - only who finds a signature pays for it

    who = f"tanda tangan {each['name']} ({ROLES.get(each['role'], each['role'])})"
    if hashes.get(each["over"]) != each["sha256"]:
        yield lie(
            path, f"{who} bukan atas manifes ini", expected=hashes.get(each["over"]), found=each["sha256"]
        )
    elif not is_signed(each):  # type: ignore[arg-type] # it has the keys; what they hold is what is asked
        yield lie(path, f"{who} tidak cocok dengan kuncinya {each['key_id']}")
    if keys is None:
        return
    key = keys.get(each["key_id"])
    if key is None:
        yield lie(path, f"{who}: kunci {each['key_id']} tidak terdaftar di ledger")
    elif key.name != each["name"]:
        yield lie(path, f"{who}: kunci {each['key_id']} terdaftar atas nama {key.name}")
    elif key.revoked_at is not None and event is not None and key.revoked_at <= event["at"]:
        yield lie(path, f"{who}: kunci {each['key_id']} sudah dicabut ketika dirilis")


def _read(path: Path) -> list[dict[str, Any]] | None:
    """Signatures of a file; None where they are none."""
    try:
        found = json.loads(path.read_bytes())["signatures"]
    except (ValueError, KeyError, TypeError):
        return None
    usable = isinstance(found, list) and all(
        isinstance(each, dict)
        and set(each) == FIELDS
        and all(isinstance(value, str) for value in each.values())
        for each in found
    )
    return found if usable and found else None


def _who(roles: set[str]) -> str:
    return " dan ".join(said for role, said in ROLES.items() if role in roles)
