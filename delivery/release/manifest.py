"""The manifest of a release: what it holds and what it was made from, without a clock value."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from contracts.private import PRIVATE
from delivery.release.blocks import block_sums
from delivery.release.chain import MANIFEST, sha256_of

SCHEMA_VERSION = 7
CLEARED = ("finding_id", "unit_id", "severity", "rule_code", "by", "second", "reason", "document")


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
    accepted: Mapping[str, str],
    approvals: Sequence[Mapping[str, Any]] = (),
    signatures: Sequence[str] = (),
) -> dict[str, Any]:
    """Manifest of everything that lies in `folder`, in a stable order; `tables` are what was read back.

    Money is whole rupiah. `receipts` are those of the agency alone, so that nothing of others can be seen.
    `landed` are the files whose rows the month used, from marts.file_outcomes; `accepted` the hashes of the
    agency's accepted rows by record type (`delivery.release.accepted`); `approvals` the signed recaps that
    the policy asked for, `signatures` the roles that must sign.
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
        "approvals": [dict(each) for each in approvals],
        "signatures": list(signatures),
        "rows": {name: table.height for name, table in sorted(tables.items()) if name != "file_outcomes"},
        "landed": tables["file_outcomes"]
        .filter((pl.col("outcome") == "parsed") & ~pl.col("feed").is_in(PRIVATE))
        .select("path", "feed", "delivery_month", "sha256")
        .unique()
        .sort("path", "feed", "delivery_month", "sha256")
        .to_dicts(),
        "accepted_rows": dict(sorted(accepted.items())),
        "files": files_of(folder),
        "ledger_position": {"agency_receipts": receipts},
        "code_version": code_version,
        "previous_release": None if previous is None else sha256_of(previous / MANIFEST),
    }


def files_of(folder: Path) -> dict[str, dict[str, Any]]:
    """sha256 and bytes of every file of a folder, by its path, without the manifest."""
    return {
        path.relative_to(folder).as_posix(): {"sha256": sha256_of(path), "bytes": path.stat().st_size}
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }


def told_of_manifest(folder: Path) -> dict[str, Any]:
    """Return what the ledger keeps of a manifest: its hash, and sums by which a wrong byte of it is found."""
    return {
        "manifest_sha256": sha256_of(folder / MANIFEST),
        "manifest_sums": block_sums((folder / MANIFEST).read_bytes()),
    }
