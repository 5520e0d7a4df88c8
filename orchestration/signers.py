"""Opening the key of whoever signs: its passphrase comes from the environment, else from who sits there."""

import os
import sys
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.home import Home

if TYPE_CHECKING:
    from delivery.release.signing import Signer

PASSPHRASE = "KINERJA_KEY_PASSPHRASE"  # noqa: S105 - the name of a variable, no secret
ENCRYPTED = b"BEGIN ENCRYPTED PRIVATE KEY"


def signer_of(home: Home, path: Path | None) -> "Signer | None":
    """Open a private key that is registered in the home; None without one. Raises KeyRefused."""
    if path is None:
        return None
    from delivery.release.signing import signer

    if not (path.is_file() and ENCRYPTED in path.read_bytes()):
        return signer(home, path, None)
    ask_passphrase(f"Passphrase of {path}: ")
    return signer(home, path, passphrase())


def passphrase() -> str | None:
    """Return the passphrase that the environment holds."""
    return os.environ.get(PASSPHRASE) or None


def ask_passphrase(prompt: str) -> None:
    """Put a typed passphrase into the environment, where there is none and somebody can type."""
    if passphrase() is None and sys.stdin.isatty():
        os.environ[PASSPHRASE] = getpass(prompt)
