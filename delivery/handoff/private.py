"""Files that only their owner reads: folders 0700, files 0600, whole or not at all, marked by name."""

import hashlib
import hmac
import os
import re
import secrets
from pathlib import Path

from contracts.home import Home
from contracts.standing import MARK
from delivery import ledger
from delivery.errors import StateLostError

SALT = "handoff.salt"
SALT_BYTES = 32
MADE = "secret_made"


def file_name(stem: str, skpd_code: str, *, is_simulation: bool) -> str:
    """Name a file without its ending; a simulation says so first.

    An SKPD code may hold what a file name may not: then a part of its hash keeps two such codes apart.
    """
    mark = re.sub(r"[^A-Z]+", "-", MARK) + "_" if is_simulation else ""
    code = re.sub(r"[^0-9A-Za-z.-]+", "-", skpd_code)
    if code != skpd_code:
        code += "-" + hashlib.sha256(skpd_code.encode()).hexdigest()[:8]
    return f"{mark}{stem}_{code}"


def write_private(root: Path, path: Path, content: bytes) -> None:
    """Put `content` in place of `path`, below `root`, by a rename; every folder from `root` on is 0700."""
    for folder in [*reversed(path.parent.relative_to(root).parents), path.parent.relative_to(root)]:
        (root / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
        (root / folder).chmod(0o700)
    draft = path.with_name(f".{path.name}.part")
    draft.unlink(missing_ok=True)
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)


def salted_hash(home: Home, content: bytes, name: str = SALT) -> str:
    """Hash that says later whether a text is the same, and nothing of what stands in it.

    The key of this name is made once and kept in `keys/`; the ledger book `keys` says that it was. Raises
    StateLostError when it is gone or damaged: with another key, what was hashed before would be somebody
    else's.
    """
    path = home.keys / name
    if not path.exists():
        _make(home, name)
    key = path.read_bytes()
    if len(key.strip()) != 2 * SALT_BYTES:
        raise _lost(path)
    return hmac.new(key, content, hashlib.sha256).hexdigest()


def _make(home: Home, name: str) -> None:
    """Make a key that never was; two that come at once have the same one."""
    with ledger.locked(home):
        path = home.keys / name
        if path.exists():
            return
        made = {"kind": MADE, "name": name}
        if made in ledger.read(home, "keys"):
            raise _lost(path)
        home.keys.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(home.keys, path, secrets.token_hex(SALT_BYTES).encode())
        ledger.append(home, "keys", [made])


def _lost(path: Path) -> StateLostError:
    return StateLostError(
        f"Kunci {path} hilang atau rusak: pulihkan folder keys/ dari cadangan. Bila tidak ada cadangan: "
        f"`openssl rand -hex {SALT_BYTES} > {path}`; sejak itu nama samaran dan kata sandi menjadi lain, dan "
        "penahanan yang pernah dicabut berlaku lagi."
    )
