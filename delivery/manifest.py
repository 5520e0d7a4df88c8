"""The manifest of a release: what it holds and what it was made from, without a clock value."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from contracts.home import Home
from contracts.private import PRIVATE

SCHEMA_VERSION = 3
MANIFEST = "manifest.json"
CLEARED = ("finding_id", "unit_id", "severity", "rule_code", "by", "second", "reason", "document")
CHUNK_BYTES = 1 << 20

_RELEASE = re.compile(r"r(\d+)")


def sha256_of(path: Path) -> str:
    """Hex digest of a file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(CHUNK_BYTES):
            digest.update(piece)
    return digest.hexdigest()


def manifest_of(
    folder: Path,
    tables: dict[str, pl.DataFrame],
    *,
    agency_id: str,
    month: str,
    number: int,
    receipts: int,
    code_version: str,
    previous: Path | None,
    cleared: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """Manifest of everything that lies in `folder`, in a stable order; `tables` are what was read back.

    Money is whole rupiah. `landed` are the files whose rows the month used, from marts.file_outcomes.
    """
    people = tables["monthly_incentives"]
    held = pl.col("is_held")
    return {
        "schema_version": SCHEMA_VERSION,
        "agency_id": agency_id,
        "month": month,
        "release": number,
        "kind": "reguler" if number == 1 else "susulan",
        "is_simulation": bool(people["is_simulation"].any()),
        "people": people.height,
        "people_held": people.filter(held).height,
        "computed_amount": int(people["computed_amount"].sum()),
        "incentive_amount": int(people["incentive_amount"].sum()),
        "held_amount": int(people.filter(held)["computed_amount"].sum()),
        "cleared_holds": [
            {name: event[name] for name in CLEARED}
            for event in sorted(cleared, key=lambda event: str(event["finding_id"]))
        ],
        "rows": {name: table.height for name, table in sorted(tables.items()) if name != "file_outcomes"},
        "landed": tables["file_outcomes"]
        .filter((pl.col("outcome") == "parsed") & ~pl.col("feed").is_in(PRIVATE))
        .select("path", "feed", "delivery_month", "sha256")
        .unique()
        .sort("path", "feed", "delivery_month", "sha256")
        .to_dicts(),
        "files": {
            path.relative_to(folder).as_posix(): {"sha256": sha256_of(path), "bytes": path.stat().st_size}
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        },
        "ledger_position": {"receipts": receipts},
        "code_version": code_version,
        "previous_release": None if previous is None else sha256_of(previous / MANIFEST),
    }


def manifest_bytes(manifest: dict[str, Any]) -> bytes:
    """Canonical bytes: keys as written, two spaces, UTF-8, one line end."""
    return (json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode()


def releases_of(home: Home, agency_id: str) -> list[tuple[str, int, Path]]:
    """(month, release number, folder) of each release of one agency, oldest first."""
    return sorted(
        (folder.parent.parent.name, int(found[1]), folder)
        for folder in _folders(home, agency_id)
        if (found := _RELEASE.fullmatch(folder.name))
    )


def chain_head(home: Home, agency_id: str) -> Path | None:
    """Folder of the agency's newest link: the release that no other one names; None before the first.

    A susulan of an earlier month is a link after those of later months, so the order is the chain's own.
    """
    folders = {sha256_of(folder / MANIFEST): folder for folder in _folders(home, agency_id)}
    named = {json.loads((folder / MANIFEST).read_bytes())["previous_release"] for folder in folders.values()}
    return next((folder for link, folder in sorted(folders.items()) if link not in named), None)


def _folders(home: Home, agency_id: str) -> Iterable[Path]:
    return (manifest.parent for manifest in home.releases.glob(f"*/{agency_id}/r*/{MANIFEST}"))
