"""Bytes of a chain of releases that are changed one at a time: each must be named."""

import random
import shutil
from collections import Counter
from pathlib import Path

from contracts.home import Home
from delivery.verify.audit import verify
from tests.faults.killed import AT, release_month
from tests.support.marts import build_catalogue
from tests.support.sample_month import AGENCY, BUDI, MONTH, SITI, Line, month_of, sample

NEXT = "2026-11"
FREED = {"is_held": False, "hold_reason": None, "incentive_amount": 1_500_000}


def chain(root: Path) -> Home:
    """A home with two months released and a person of the first one paid late: three links."""
    home = Home(root)
    tables = sample()
    line = Line("beban_kerja", "flat", 9, ())
    for mart, rows in month_of(AGENCY, SITI, "Siti Aminah", (line,), month=NEXT).items():
        tables[mart] += rows
    tables["agency_gates"].append({"agency_id": AGENCY, "month": NEXT, "status": "ready", "reasons": ""})
    build_catalogue(home, tables)
    release_month(home, MONTH, AT)
    release_month(home, NEXT, AT)
    for row in tables["monthly_incentives"]:
        row.update(FREED if row["employee_id"] == BUDI else {})
    build_catalogue(home, tables)
    release_month(home, MONTH, AT)
    return home


def flipped(home: Home, flips: int, seed: int) -> Counter[str]:
    """Change one random byte of one random file, again and again; returns how often each file was changed.

    Each change must be named with its file and byte. In a copy without the ledger it must be found too, with
    the code of the head that stands on paper.
    """
    dice = random.Random(seed)  # noqa: S311 - the same bytes for the same seed
    files = sorted(path for path in home.releases.rglob("*") if path.is_file())
    copy = home.root / "copy"
    code = verify(home.root)["heads"][0]["code"]
    hit: Counter[str] = Counter()
    for _ in range(flips):
        path = dice.choice(files)
        name = path.relative_to(home.releases).as_posix()
        before = path.read_bytes()
        at, bit = dice.randrange(len(before)), 1 << dice.randrange(8)
        after = before[:at] + bytes([before[at] ^ bit]) + before[at + 1 :]
        _write(path, after)
        named = {(each["path"], each["offset"]) for each in verify(home.root)["lies"]}
        assert (name, at) in named, f"bit {bit} of byte {at} of {name} is not named, only {sorted(named)}"
        shutil.copytree(home.releases, copy)
        _write(path, before)
        paper = verify(copy, code=code)
        assert not paper["is_sound"], f"bit {bit} of byte {at} of {name} is not found without the ledger"
        shutil.rmtree(copy)
        hit[name] += 1
    assert verify(home.root)["is_sound"]
    return hit


def _write(path: Path, content: bytes) -> None:
    path.chmod(0o640)
    path.write_bytes(content)
