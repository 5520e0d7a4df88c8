"""Write, audit, publish: one agency's month leaves the house, whole or not at all."""

import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
from filelock import FileLock, Timeout

from contracts.dates import month_before
from contracts.home import Home
from delivery import ledger
from delivery.catalogue import not_run, open_marts, rows
from delivery.errors import DeliveryError, ReleaseRefused
from delivery.identities import broken_identities
from delivery.release.accepted import AcceptedRows
from delivery.release.approvals import Approvals, held_back, unapproved
from delivery.release.blocks import BLOCKS, blocks_bytes
from delivery.release.chain import MANIFEST, chain_head, manifest_bytes, releases_of
from delivery.release.intact import refuse_damaged, refuse_unknown
from delivery.release.keys import Role
from delivery.release.manifest import manifest_of, told_of_manifest
from delivery.release.signing import write_signatures
from delivery.release.susulan import only_unpaid, paid_again, paid_people, releases_in

Check = Callable[[dict[str, pl.DataFrame]], list[str]]
Seal = Callable[[dict[str, Any]], Mapping[str, Any] | None]

SORTED_BY = {
    "monthly_incentives": ("agency_id", "employee_id"),
    "incentive_lines": ("agency_id", "employee_id", "for_month", "stage", "ordinal", "line_id"),
    "incentive_line_factors": ("agency_id", "employee_id", "line_id", "ordinal"),
    "month_state": ("agency_id", "subject_kind", "subject_id", "state_key"),
    "agency_month_profile": ("agency_id",),
    "outstanding": ("agency_id", "employee_id", "for_month"),
    "file_outcomes": ("path", "feed", "file_no"),
}
AS_PARQUET = ("monthly_incentives", "incentive_lines", "incentive_line_factors", "month_state", "outstanding")
AS_CSV = ("monthly_incentives", "agency_month_profile", "outstanding")
SENTENCES_SHOWN = 3
UNWRITTEN = (
    "berkas tidak dapat ditulis ({error}); sediakan ruang pada disk atau izinnya, lalu ulangi perintahnya"
)
RECAPS = "rekapnya belum disetujui (folder approvals):"
NOBODY_LEFT = (
    "bulan ini sudah dirilis dan tidak pernah diubah, dan tidak ada orang yang belum dibayar yang kini dapat "
    "dibayar; bila datanya baru saja dibetulkan, jalankan dahulu `kinerja run` untuk bulan ini"
)


def release_agency(
    home: Home,
    month: str,
    agency_id: str,
    *,
    by: str,
    released_at: dt.datetime,
    code_version: str,
    policy_files: Sequence[Path],
    calendar_files: Sequence[Path],
    check: Check,
    cleared: Sequence[ledger.Event] = (),
    accepted: AcceptedRows | None = None,
    approvals: Approvals = None,
    signatures: Sequence[Role] = (),
    seal: Seal = lambda _: {},
) -> Path:
    """Publish `releases/<month>/<agency>/r<N>/` and return it; the marts of the month are its only source.

    r1 holds everybody; each later one only people with something to pay whom no earlier one of it paid.
    `cleared` are the ledger's events of holds taken away for the month; the manifest tells them. `accepted`
    is what acceptance gave the agency: the manifest freezes its hashes, and the ledger alone tells the build,
    which is of all agencies together. `check` gets the tables read back from what was written (and
    `file_outcomes` as it stands in the mart) and returns one sentence for each thing that is wrong.
    `approvals` are the signed recaps, where the policy asks for them (None: it does not): who belongs to
    another SKPD is held; limits still judge the month as it was computed (`judged_profile`). `signatures` are
    the roles that must sign. `seal` gets the finished manifest and returns what the ledger says beside the
    release, with `signatures` for the file beside the manifest, or None: then nothing is published. Who
    released and when goes to the ledger book `releases`: an intent before the folder is renamed into place, a
    confirmation after.

    Raises ReleaseRefused (one sentence) when the agency is held or absent, the month was released and nobody
    is left to pay, the month before was not released, another release is running, no SKPD signed its recap, a
    check or an identity fails, or the disk is full; then nothing is left of the attempt.
    """
    if not by.strip():
        raise _refused(agency_id, month, "nama yang merilis belum disebut")
    try:
        with FileLock(home.root / ".release.lock", timeout=0):
            return _release(
                home,
                month,
                agency_id,
                stamp={"by": by, "at": released_at.isoformat()},
                code_version=code_version,
                copies={"policies": policy_files, "calendars": calendar_files},
                check=check,
                cleared=cleared,
                accepted=accepted or AcceptedRows("", {}),
                approvals=approvals,
                signatures=signatures,
                seal=seal,
            )
    except Timeout as error:
        raise _refused(
            agency_id, month, "pelepasan lain sedang berjalan; ulangi setelah itu selesai"
        ) from error
    except (OSError, pl.exceptions.ComputeError) as error:  # polars says ComputeError where the disk is full
        raise _refused(agency_id, month, UNWRITTEN.format(error=error)) from error
    except DeliveryError as error:
        if isinstance(error, ReleaseRefused):
            raise
        raise _refused(agency_id, month, str(error).rstrip(".")) from error


def _release(
    home: Home,
    month: str,
    agency_id: str,
    *,
    stamp: dict[str, str],
    code_version: str,
    copies: dict[str, Sequence[Path]],
    check: Check,
    cleared: Sequence[ledger.Event],
    accepted: AcceptedRows,
    approvals: Approvals,
    signatures: Sequence[Role],
    seal: Seal,
) -> Path:
    refuse_unknown(home, agency_id)
    earlier = releases_in(home, month, agency_id)
    for _, folder in earlier:
        refuse_damaged(folder, [f"{mart}.parquet" for mart in AS_PARQUET])
    if not earlier:
        _refuse_out_of_order(home, month, agency_id)
    number = earlier[-1][0] + 1 if earlier else 1
    computed = _tables(home, month, agency_id)
    tables = held_back(computed, approvals)
    paid = paid_people([folder for _, folder in earlier])
    waiting = unapproved(only_unpaid(computed, paid) if earlier else computed, approvals)
    if earlier:
        tables = only_unpaid(tables, paid)
    nobody = tables["monthly_incentives"]["incentive_amount"].sum() == 0
    if nobody and waiting:
        raise _refused(agency_id, month, f"{RECAPS} {', '.join(waiting)}")
    if earlier and tables["monthly_incentives"].is_empty():
        raise _refused(agency_id, month, NOBODY_LEFT)
    target = home.releases / month / agency_id / f"r{number}"
    target.parent.mkdir(parents=True, exist_ok=True)
    _forget_attempts(target)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=target.parent))
    try:
        _write(draft, tables, copies)
        written = _read_back(draft) | {"file_outcomes": tables["file_outcomes"]}
        judged = {} if earlier else {"judged_profile": computed["agency_month_profile"]}
        faults = _unlike(draft, written) + broken_identities(written, agency_id, month)
        faults += check(written | judged)
        faults += paid_again(written, paid)
        if faults:
            shown = "; ".join(faults[:SENTENCES_SHOWN])
            rest = len(faults) - SENTENCES_SHOWN
            raise _refused(agency_id, month, shown + (f"; dan {rest} hal lain" if rest > 0 else ""))
        (draft / BLOCKS).write_bytes(blocks_bytes(draft))
        manifest = manifest_of(
            draft,
            written,
            agency_id=agency_id,
            month=month,
            number=number,
            receipts=sum(each["agency_id"] == agency_id for each in ledger.read(home, "receipts")),
            code_version=code_version,
            previous=chain_head(home, agency_id),
            cleared=cleared,
            accepted=accepted.hashes,
            approvals=approvals or (),
            signatures=signatures,
        )
        (draft / MANIFEST).write_bytes(manifest_bytes(manifest))
        sealed = seal(manifest)
        if sealed is not None:
            write_signatures(draft, sealed.get("signatures", ()))
            event = {"agency_id": agency_id, "month": month, "release": number, **stamp, **sealed}
            event["accepted_build"] = accepted.build
            _publish(home, draft, target, event)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        _forget_empty(target.parent)
    return target


def _refuse_out_of_order(home: Home, month: str, agency_id: str) -> None:
    """Refuse the first release of a month that is out of order."""
    known = releases_of(home, agency_id)
    if known and month < max(released for released, _, _ in known):
        raise _refused(agency_id, month, "bulan sesudahnya sudah dirilis; bulan dirilis berurutan")
    wanted = month_before(month)
    if known and not any(released == wanted for released, _, _ in known):
        raise _refused(agency_id, month, f"bulan {wanted} belum dirilis; bulan dirilis berurutan")


def _tables(home: Home, month: str, agency_id: str) -> dict[str, pl.DataFrame]:
    with open_marts(home, month) as connection:
        key = [agency_id, month]
        gates = rows(
            connection,
            "select status, reasons from marts.agency_gates where agency_id = ? and month = ?",
            key,
        )
        if not gates:
            raise _refused(agency_id, month, not_run(month))
        if gates[0]["status"] == "held":
            raise _refused(agency_id, month, f"ditahan: {gates[0]['reasons']}")
        return {
            mart: connection.sql(
                f"select * from marts.{mart} where agency_id = ? and month = ? order by {', '.join(order)}",  # noqa: S608 - names of our own columns, values bound
                params=key,
            ).pl()
            for mart, order in SORTED_BY.items()
        }


def _write(draft: Path, tables: dict[str, pl.DataFrame], copies: dict[str, Sequence[Path]]) -> None:
    for mart in AS_PARQUET:
        if mart in tables:
            tables[mart].write_parquet(draft / f"{mart}.parquet")
    for mart in AS_CSV:
        if mart in tables:
            tables[mart].write_csv(draft / f"{mart}.csv")
    for kind, sources in copies.items():
        folder = draft / kind
        folder.mkdir()
        for source in sources:
            target = folder / source.name
            for again in range(2, len(sources) + 1):
                if not target.exists():
                    break
                target = folder / f"{source.stem}-{again}{source.suffix}"
            shutil.copyfile(source, target)


def _read_back(draft: Path) -> dict[str, pl.DataFrame]:
    written = {path.stem: pl.read_parquet(path) for path in sorted(draft.glob("*.parquet"))}
    profile = draft / "agency_month_profile.csv"
    if profile.exists():
        written[profile.stem] = pl.read_csv(profile, schema_overrides={"agency_id": pl.String})
    return written


def _unlike(draft: Path, written: dict[str, pl.DataFrame]) -> list[str]:
    """Fault when the CSV that people open says something else than the Parquet."""
    table = written["monthly_incentives"].with_columns(pl.col(pl.String).replace("", None))
    as_csv = pl.read_csv(draft / "monthly_incentives.csv", schema=table.schema)
    return [] if as_csv.equals(table) else ["monthly_incentives.csv dan .parquet tidak sama"]


def _publish(home: Home, draft: Path, target: Path, event: dict[str, Any]) -> None:
    for path in sorted(draft.rglob("*")):
        if path.is_file():
            path.chmod(0o440)
        _fsync(path)
    draft.chmod(0o750)
    _fsync(draft)
    event = {**event, **told_of_manifest(draft), "books": ledger.heads(home)}
    ledger.append(home, "releases", [{"kind": "release_intended", **event}])
    draft.rename(target)
    _fsync(target.parent)
    ledger.append(home, "releases", [{"kind": "released", **event}])


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _forget_attempts(target: Path) -> None:
    for stale in target.parent.glob(".draft-*"):
        shutil.rmtree(stale)


def _forget_empty(folder: Path) -> None:
    for level in (folder, folder.parent):
        if not any(level.iterdir()):
            level.rmdir()


def _refused(agency_id: str, month: str, why: str) -> ReleaseRefused:
    return ReleaseRefused(f"Rilis {month} untuk {agency_id} ditolak: {why}.")
