"""Special payments by decree (THR, 13th month): a percent of what was released, never of scores."""

import datetime as dt
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
from filelock import FileLock, Timeout

from contracts.exact import rounded
from contracts.home import Home
from contracts.policy.rules_payroll import ReleaseRule, SpecialPaymentRule
from contracts.policy.versions import Source
from contracts.standing import PAYABLE
from delivery import ledger
from delivery.errors import HandOffRefused, ReleaseRefused
from delivery.handoff.released import Released, all_releases, unfounded_rules
from delivery.release.blocks import BLOCKS, blocks_bytes
from delivery.release.chain import MANIFEST, manifest_bytes, releases_of
from delivery.release.closing import roles_due
from delivery.release.manifest import SCHEMA_VERSION, files_of, told_of_manifest
from delivery.release.publish import UNWRITTEN
from delivery.release.signing import write_signatures

Seal = Callable[[dict[str, Any]], Mapping[str, Any] | None]

TABLE = "special_payments"
PERSON = ("employee_id", "name", "unit_id", "unit_name", "skpd_code", "employment_status", "grade")


@dataclass(frozen=True)
class SpecialPayment:
    """A special payment as the policy in force says it, with its source; `closes`: who must release it."""

    special_id: str
    rule: SpecialPaymentRule
    source: Source
    policy_files: Sequence[Path]
    closes: ReleaseRule | None = None


def special_folder(home: Home, agency_id: str, special_id: str) -> Path:
    """Folder of a special release, outside the chain of months."""
    return home.releases / "special" / agency_id / special_id


def release_special(
    home: Home,
    agency_id: str,
    special: SpecialPayment,
    *,
    by: str,
    released_at: dt.datetime,
    code_version: str,
    seal: Seal = lambda _: {},
) -> Path:
    """Write `releases/special/<agency>/<id>/` from the releases of the basis month and return it.

    Each person of the statuses gets round(percent x what was released for the basis month), in the policy's
    rounding; people who were released nothing for it get nothing. Who released and when goes to the ledger
    book `releases`. `seal` gets the finished manifest and returns what the ledger says beside the release,
    with `signatures` for the file beside the manifest, or None: then nothing is published.

    Raises ReleaseRefused (one sentence) when it was released before, the basis month was not, or nobody is
    named; then nothing is left of the attempt.
    """
    target = special_folder(home, agency_id, special.special_id)
    if not by.strip():
        raise _refused(special, agency_id, "nama yang merilis belum disebut")
    try:
        with FileLock(home.root / ".release.lock", timeout=0):
            if target.exists():
                raise _refused(special, agency_id, "sudah dirilis dan tidak pernah diubah")
            releases = _basis(home, special.rule.basis_month, agency_id)
            stamp = {"by": by, "at": released_at.isoformat()}
            _publish(home, target, lambda draft: _write(draft, releases, special, code_version), stamp, seal)
    except Timeout as error:
        raise _refused(
            special, agency_id, "pelepasan lain sedang berjalan; ulangi setelah itu selesai"
        ) from error
    except HandOffRefused as error:
        raise _refused(special, agency_id, f"bulan dasar: {error}".rstrip(".")) from error
    except OSError as error:
        raise _refused(special, agency_id, UNWRITTEN.format(error=error)) from error
    return target


def _basis(home: Home, month: str, agency_id: str) -> list[Released]:
    """Releases of the basis month, then those of later months that hold a correction of it."""
    own = all_releases(home, month, agency_id)
    later = [
        Released(agency_id, released, number, folder)
        for released, number, folder in releases_of(home, agency_id)
        if released > month
    ]
    return own + [each for each in later if _released_lines(each, month).height]


def _released_lines(release: Released, for_month: str) -> pl.DataFrame:
    """employee_id, amount of the lines for a month, of people whom the release pays."""
    people = release.table("monthly_incentives").filter(~pl.col("is_held"))
    lines = release.table("incentive_lines").filter(pl.col("for_month") == for_month)
    return lines.join(people, on="employee_id", how="semi").select("employee_id", "amount")


def special_rows(
    releases: Sequence[Released], special: SpecialPayment, *, is_simulation: bool
) -> pl.DataFrame:
    """Return one row per person who is paid, by NIP; `percent_e4` is the percent x 10,000.

    The basis is what the releases paid for the basis month: its own lines and corrections of it, never what
    one of them paid for another month.
    """
    rule = special.rule
    people = [
        each.table("monthly_incentives").select(*PERSON)
        for each in releases
        if each.month == rule.basis_month
    ]
    amounts_of = pl.concat([_released_lines(each, rule.basis_month) for each in releases])
    basis = amounts_of.group_by("employee_id").agg(pl.col("amount").sum().alias("basis_amount"))
    paid = (
        pl.concat(people)
        .group_by("employee_id")
        .agg(pl.col(PERSON[1:]).last())
        .join(basis, on="employee_id")
        .filter(pl.col("employment_status").is_in(rule.statuses) & (pl.col("basis_amount") > 0))
        .sort("employee_id")
    )
    share = Fraction(rule.percent) / 100
    amounts = [rounded(share * basis, rule.rounding, rule.unit) for basis in paid["basis_amount"]]
    return paid.select(
        pl.lit(releases[0].agency_id).alias("agency_id"),
        pl.lit(special.special_id).alias("special_id"),
        pl.lit(rule.basis_month).alias("basis_month"),
        *PERSON,
        "basis_amount",
        pl.lit(int(rule.percent * 10_000), pl.Int64).alias("percent_e4"),
        pl.Series("special_amount", amounts, dtype=pl.Int64),
        pl.lit(is_simulation).alias("is_simulation"),
    )


def _publish(
    home: Home, target: Path, write: Callable[[Path], dict[str, Any]], stamp: dict[str, str], seal: Seal
) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    for stale in target.parent.glob(".draft-*"):
        shutil.rmtree(stale)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=target.parent))
    try:
        manifest = write(draft)
        sealed = seal(manifest)
        if sealed is None:
            return
        write_signatures(draft, sealed.get("signatures", ()))
        event = {key: manifest[key] for key in ("agency_id", "special_id", "basis_month", "is_simulation")}
        event |= {**told_of_manifest(draft), **stamp, **sealed, "books": ledger.heads(home)}
        for path in sorted(draft.rglob("*")):
            if path.is_file():
                path.chmod(0o440)
            ledger.sync_folder(os.fspath(path))
        draft.chmod(0o750)
        ledger.append(home, "releases", [{"kind": "special_intended", **event}])
        draft.rename(target)
        ledger.sync_folder(os.fspath(target.parent))
        ledger.append(home, "releases", [{"kind": "special_released", **event}])
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        for level in (target.parent, target.parent.parent):
            if not any(level.iterdir()):
                level.rmdir()


def _write(
    draft: Path, releases: Sequence[Released], special: SpecialPayment, code_version: str
) -> dict[str, Any]:
    rule, source = special.rule, special.source
    standing = source.citation.standing
    is_simulation = standing not in PAYABLE or any(
        each.manifest["is_simulation"] or unfounded_rules(each) for each in releases
    )
    rows = special_rows(releases, special, is_simulation=is_simulation)
    rows.write_parquet(draft / f"{TABLE}.parquet")
    rows.write_csv(draft / f"{TABLE}.csv")
    (draft / "policies").mkdir()
    for path in special.policy_files:
        shutil.copyfile(path, draft / "policies" / path.name)
    (draft / BLOCKS).write_bytes(blocks_bytes(draft))
    manifest = {
        "schema_version": SCHEMA_VERSION,
        "kind": "special_payment",
        "agency_id": releases[0].agency_id,
        "special_id": special.special_id,
        "decree": rule.decree,
        "citation": source.citation.regulation,
        "clause": source.clause,
        "rule_status": standing,
        "basis_month": rule.basis_month,
        "percent": f"{rule.percent:f}",
        "statuses": rule.statuses,
        "rounding_mode": rule.rounding,
        "rounding_unit": rule.unit,
        "is_simulation": is_simulation,
        "people": rows.height,
        "basis_amount": int(rows["basis_amount"].sum()),
        "special_amount": int(rows["special_amount"].sum()),
        "basis_releases": [
            {"month": each.month, "release": each.number, "manifest_sha256": each.manifest_sha256}
            for each in releases
        ],
        "files": files_of(draft),
        "code_version": code_version,
        "signatures": roles_due(special.closes),
    }
    (draft / MANIFEST).write_bytes(manifest_bytes(manifest))
    return manifest


def read_manifest(folder: Path) -> dict[str, Any]:
    """Parse the manifest of a special release."""
    manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
    return manifest


def _refused(special: SpecialPayment, agency_id: str, why: str) -> ReleaseRefused:
    return ReleaseRefused(f"Pembayaran khusus {special.special_id} untuk {agency_id} ditolak: {why}.")
