"""Signatures over a release: Ed25519, in a file beside the manifest, which keeps its bytes."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypedDict

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from contracts.home import Home
from delivery.errors import KeyRefused
from delivery.ledger import sync_folder
from delivery.release.chain import SIGNATURE
from delivery.release.keys import Role, key_id_of, key_of

Over = Literal["content", "manifest"]


class Signature(TypedDict):
    """One signature of a release. `over` says what `sha256` is of; `public_key` and `signature` are hex."""

    role: Role
    name: str
    key_id: str
    public_key: str
    over: Over
    sha256: str
    signature: str


@dataclass(frozen=True)
class Signer:
    """An open private key, with the name under which its public half is registered."""

    name: str
    key_id: str
    public_key: str
    private_key: Ed25519PrivateKey

    def sign(self, role: Role, over: Over, sha256: str) -> Signature:
        """Sign the hash of a manifest or of its content."""
        return {
            "role": role,
            "name": self.name,
            "key_id": self.key_id,
            "public_key": self.public_key,
            "over": over,
            "sha256": sha256,
            "signature": self.private_key.sign(message(role, over, sha256)).hex(),
        }


def message(role: Role, over: Over, sha256: str) -> bytes:
    """Return the bytes that are signed: one line of ASCII, so that any other program can check them."""
    return f"kinerja-release-v1 {role} {over} {sha256}\n".encode("ascii")


def is_signed(signature: Signature) -> bool:
    """Whether the signature is that of its public key over its message; malformed is not signed."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signature["public_key"]))
        signed = message(signature["role"], signature["over"], signature["sha256"])
        key.verify(bytes.fromhex(signature["signature"]), signed)
    except (InvalidSignature, ValueError):
        return False
    return key_id_of(signature["public_key"]) == signature["key_id"]


def make_key(path: Path, passphrase: str | None) -> str:
    """Write a new private key (PKCS8 PEM, mode 0600) to a path that is free; returns its public key as hex.

    Raises KeyRefused where the file is there already or cannot be written.
    """
    private_key = Ed25519PrivateKey.generate()
    protection: KeySerializationEncryption = NoEncryption()
    if passphrase:
        protection = BestAvailableEncryption(passphrase.encode())
    content = private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, protection)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise KeyRefused(
            f"{path} sudah ada: sebut berkas lain dengan --file, kunci lama tidak diubah."
        ) from error
    except OSError as error:
        raise KeyRefused(f"{path} tidak dapat ditulis ({error.strerror}).") from error
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(os.fspath(path.parent))
    return private_key.public_key().public_bytes_raw().hex()


def signer(home: Home, path: Path, passphrase: str | None) -> Signer:
    """Open a private key whose public half is registered; raises KeyRefused where it cannot sign here."""
    try:
        key = load_pem_private_key(path.read_bytes(), passphrase.encode() if passphrase else None)
    except OSError as error:
        raise KeyRefused(f"Kunci {path} tidak terbaca ({error.strerror}).") from error
    except TypeError as error:  # cryptography says so where a passphrase is missing, or is not wanted
        wanted = (
            "tidak memakai kata sandi" if passphrase else "memakai kata sandi: isi KINERJA_KEY_PASSPHRASE"
        )
        raise KeyRefused(f"Kunci {path} {wanted}.") from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyRefused(
            f"Kunci {path} tidak dapat dibuka: kata sandinya salah, atau bukan kunci."
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyRefused(f"Kunci {path} bukan kunci Ed25519.")
    known = key_of(home, key.public_key().public_bytes_raw().hex())
    return Signer(known.name, known.key_id, known.public_key, key)


def read_public_key(path: Path) -> str:
    """Return a public key (PEM) as hex; raises KeyRefused where the file is none of Ed25519."""
    try:
        key = load_pem_public_key(path.read_bytes())
    except (OSError, ValueError, UnsupportedAlgorithm) as error:
        raise KeyRefused(f"{path} bukan kunci publik (PEM).") from error
    if not isinstance(key, Ed25519PublicKey):
        raise KeyRefused(f"{path} bukan kunci Ed25519.")
    return key.public_bytes_raw().hex()


def write_signatures(folder: Path, signatures: Sequence[Mapping[str, Any]]) -> None:
    """Write the file SIGNATURE of a folder, the maker's first; nothing where nobody signed."""
    if signatures:
        text = json.dumps({"signatures": list(signatures)}, ensure_ascii=False, indent=2)
        (folder / SIGNATURE).write_bytes(f"{text}\n".encode())
