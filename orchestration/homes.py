"""Which home a command works in."""

import os
from datetime import UTC, date, datetime
from pathlib import Path

from contracts.home import Home

VARIABLE = "KINERJA_HOME"
DEFAULT = "data"


def default_root() -> Path:
    """Directory that KINERJA_HOME names, else `./data`."""
    return Path(os.environ.get(VARIABLE) or DEFAULT).resolve()


def as_of_home(root: Path, known_until: datetime) -> Home:
    """Home whose derived files lie in a folder of their own, so that a look back touches nothing current."""
    stamp = known_until.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    return Home(root, derived_root=root / "asof" / stamp)


def interim_home(root: Path, month: str, until: date) -> Home:
    """Home whose derived files are one interim review of a month."""
    return Home(root, derived_root=root / "interim" / month / until.isoformat())
