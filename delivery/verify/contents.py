"""One release against its manifest: files, nothing beside them, totals recomputed from the CSV."""

import csv
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from delivery.release.chain import BESIDE, MANIFEST, sha256_of
from delivery.verify.copies import changed_file
from delivery.verify.facts import Lie, lie

PEOPLE = "monthly_incentives.csv"
SPECIAL = "special_payments.csv"


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """Manifest of a folder; None where it is no JSON object that tells of files as a manifest does."""
    try:
        content: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
        files, landed, accepted = (
            content["files"],
            content.get("landed", []),
            content.get("accepted_rows", {}),
        )
        shaped = (
            all(isinstance(each["sha256"], str) and isinstance(each["bytes"], int) for each in files.values())
            and all(isinstance(each[name], str) for each in landed for name in ("path", "sha256"))
            and all(isinstance(each, str) for each in accepted.values())
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return content if shaped else None


def file_lies(folder: Path, place: str, manifest: dict[str, Any], others: Iterable[Path]) -> Iterator[Lie]:
    """Yield each file of the manifest that is gone or changed, and each that it does not name."""
    for name, written in manifest["files"].items():
        path = folder / name
        if not path.is_file():
            yield lie(f"{place}/{name}", "tidak ada lagi", expected=written["sha256"])
        elif path.stat().st_size != written["bytes"] or sha256_of(path) != written["sha256"]:
            yield changed_file(folder, name, f"{place}/{name}", written, others)
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    for name in sorted(there - set(manifest["files"]) - BESIDE):
        yield lie(f"{place}/{name}", "tidak disebut manifes: bukan bagian dari rilis")


def total_lies(folder: Path, place: str, manifest: dict[str, Any]) -> Iterator[Lie]:
    """Yield each total of the manifest that the CSV does not give."""
    totals = totals_of(folder)
    if totals is None:
        yield lie(f"{place}/{MANIFEST}", "jumlah tidak dapat dihitung ulang: CSV tidak terbaca")
        return
    for name, value in totals.items():
        if manifest.get(name) != value:
            yield lie(
                f"{place}/{MANIFEST}",
                f"{name} bukan jumlah barisnya",
                expected=str(value),
                found=str(manifest.get(name)),
            )


def totals_of(folder: Path) -> dict[str, int] | None:
    """Totals that a manifest tells, from the CSV; None where it cannot be read as one."""
    name = PEOPLE if (folder / PEOPLE).is_file() else SPECIAL
    try:
        with (folder / name).open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        if name == SPECIAL:
            return {
                "people": len(rows),
                "basis_amount": sum(int(row["basis_amount"]) for row in rows),
                "special_amount": sum(int(row["special_amount"]) for row in rows),
            }
        held = [row for row in rows if row["is_held"] == "true"]
        return {
            "people": len(rows),
            "people_held": len(held),
            "computed_amount": sum(int(row["computed_amount"]) for row in rows),
            "incentive_amount": sum(int(row["incentive_amount"]) for row in rows),
            "held_amount": sum(int(row["computed_amount"]) for row in held),
        }
    except (OSError, ValueError, KeyError, TypeError):
        return None
