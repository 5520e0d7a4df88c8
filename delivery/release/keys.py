"""Whose key is whose: public keys of people who sign releases, in the ledger with who registered them."""

import datetime as dt
import hashlib
from dataclasses import dataclass, replace
from typing import Literal

from contracts.home import Home
from delivery import ledger
from delivery.errors import KeyRefused
from delivery.release.chain import code_of

Role = Literal["maker", "checker", "releaser"]
ROLES: dict[Role, str] = {"maker": "pengusul", "checker": "pemeriksa", "releaser": "yang merilis"}


@dataclass(frozen=True)
class Key:
    """A registered public key: Ed25519, 32 bytes in hex; times are ISO text, `account` who registered it."""

    key_id: str
    name: str
    public_key: str
    account: str
    registered_at: str
    revoked_at: str | None = None
    reason: str | None = None


def key_id_of(public_key: str) -> str:
    """Short name of a public key (hex) for paper: sixteen characters, the last one a check."""
    return code_of(hashlib.sha256(bytes.fromhex(public_key)).hexdigest())


def keys_of(home: Home) -> dict[str, Key]:
    """Every key that was registered, by its id, in order; those taken away are told so."""
    found: dict[str, Key] = {}
    for event in ledger.read(home, "keys"):
        key_id = event.get("key_id", "")
        if event["kind"] == "key_registered":
            found[key_id] = Key(key_id, event["name"], event["public_key"], event["account"], event["at"])
        elif event["kind"] == "key_revoked":
            found[key_id] = replace(found[key_id], revoked_at=event["at"], reason=event["reason"])
    return found


def key_of(home: Home, public_key: str) -> Key:
    """Return the registered key; raises KeyRefused where nobody registered it or it was taken away."""
    key_id = key_id_of(public_key)
    key = keys_of(home).get(key_id)
    if key is None:
        raise KeyRefused(f"Kunci {key_id} tidak terdaftar di sini: `kinerja key add NAMA --public BERKAS`.")
    if key.revoked_at is not None:
        raise KeyRefused(f"Kunci {key_id} milik {key.name} sudah dicabut: {key.reason}.")
    return key


def register(home: Home, name: str, public_key: str, *, account: str, at: dt.datetime) -> Key:
    """Write into the ledger that a public key is somebody's; raises KeyRefused for a key that is known."""
    key_id = key_id_of(public_key)
    if not name.strip():
        raise KeyRefused("Kunci tidak didaftarkan: nama pemiliknya belum disebut.")
    if (known := keys_of(home).get(key_id)) is not None:
        raise KeyRefused(f"Kunci {key_id} sudah didaftarkan atas nama {known.name}.")
    event = {"kind": "key_registered", "key_id": key_id, "name": name.strip(), "public_key": public_key}
    ledger.append(home, "keys", [{**event, "account": account, "at": at.isoformat()}])
    return keys_of(home)[key_id]


def revoke(home: Home, key_id: str, reason: str, *, account: str, at: dt.datetime) -> Key:
    """Write into the ledger that a key signs nothing any more; what it signed before stays signed."""
    key = keys_of(home).get(key_id)
    if key is None:
        raise KeyRefused(f"Kunci {key_id} tidak terdaftar di sini.")
    if key.revoked_at is not None:
        raise KeyRefused(f"Kunci {key_id} sudah dicabut: {key.reason}.")
    if not reason.strip():
        raise KeyRefused("Kunci tidak dicabut: alasannya belum disebut.")
    event = {"kind": "key_revoked", "key_id": key_id, "reason": reason.strip()}
    ledger.append(home, "keys", [{**event, "account": account, "at": at.isoformat()}])
    return keys_of(home)[key_id]
