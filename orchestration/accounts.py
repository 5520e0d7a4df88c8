"""Which account of the operating system a command runs for."""

import os
import pwd
from pathlib import Path

LOGIN = Path("/proc/self/loginuid")
NOBODY_LOGGED_IN = 2**32 - 1


def account() -> str:
    """`uid:name` of whoever logged in, which the kernel keeps through sudo; else of the process itself.

    Only an administrator of the machine can change a login uid; a name that is typed proves nothing.
    """
    uid = os.getuid()
    if LOGIN.exists():
        login = int(LOGIN.read_text(encoding="ascii").strip() or NOBODY_LOGGED_IN)
        uid = uid if login == NOBODY_LOGGED_IN else login
    try:
        return f"{uid}:{pwd.getpwuid(uid).pw_name}"
    except KeyError:
        return f"{uid}:"


def name_of(account: str) -> str:
    """Name in an account `uid:name`; the number where it has none."""
    uid, _, name = account.partition(":")
    return name or uid
