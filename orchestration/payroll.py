"""What payroll's own feeds say, judged as in a run but asked for one agency when a file is handed over."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import polars as pl

from contracts.acceptance import Month, judge
from contracts.home import Home
from contracts.policy.loading import Binding, load_policies
from contracts.records import RECORDS
from delivery.errors import HandOffRefused
from delivery.handoff.levies import Salary
from delivery.handoff.rows import PayrollBase
from delivery.receipts import Receipt, read_receipts, receive
from orchestration.batches import AgencyFacts, load_batch
from sources.feeds import FEEDS
from sources.reading import read_aside
from sources.refusals import Refused

FILE_FACTS = ("file_no", "delivery_month", "first_day", "last_day", "content_no")


def accepted_of(home: Home, agency_id: str, feed: str, month: str, received_at: datetime) -> pl.DataFrame:
    """Return rows of a feed of one record type that count for a month; new files are received first.

    Whom a row is about is not asked of the master: the release says who is paid. Raises HandOffRefused where
    no policy binds the agency.
    """
    [record_type] = FEEDS[feed]
    binding = _binding(home, agency_id)
    receive(home, received_at, {agency_id}, {feed})
    facts = AgencyFacts(agency_id, binding.zone, binding.first_month)
    batch = load_batch(home, {agency_id: facts}, _receipts(home, agency_id, feed), Month(month))
    if record_type not in batch.frames:
        return RECORDS[record_type].empty()
    judged = judge(record_type, batch.frames[record_type], Month(month), batch.files.select(FILE_FACTS))
    return judged.accepted


def approvals(home: Home, agency_id: str, month: str, received_at: datetime) -> list[dict[str, Any]]:
    """Return the signed recaps of a month by SKPD, each with the landed file that says so."""
    accepted = accepted_of(home, agency_id, "approvals", month, received_at)
    known = {receipt.file_no: receipt for receipt in _receipts(home, agency_id, "approvals")}
    return [
        {
            "skpd_code": row["skpd_code"],
            "officer": row["officer"],
            "letter_no": row["letter_no"],
            "approved_on": row["approved_on"].isoformat(),
            "recap_code": row["recap_code"],
            "path": known[row["file_no"]].path,
            "sha256": known[row["file_no"]].sha256,
        }
        for row in accepted.sort("skpd_code").iter_rows(named=True)
    ]


def payroll_bases(home: Home, agency_id: str, month: str, received_at: datetime) -> dict[str, PayrollBase]:
    """Return what payroll knows of people, by NIP, for the payment of a month's incentive.

    NIK, birth date, address and account are read from the landed file here and nowhere else. Raises
    HandOffRefused where a landed file that counts is gone or changed.
    """
    accepted = accepted_of(home, agency_id, "payroll_base", month, received_at)
    zone = _binding(home, agency_id).zone
    known = {receipt.file_no: receipt for receipt in _receipts(home, agency_id, "payroll_base")}
    parts = [
        rows.join(_aside(home, known[file_no], zone), on="row_no", how="left")
        for (file_no,), rows in accepted.group_by("file_no", maintain_order=True)
        if isinstance(file_no, int)
    ]
    return {row["employee_id"]: _base(row) for part in parts for row in part.iter_rows(named=True)}


def _binding(home: Home, agency_id: str) -> Binding:
    binding = load_policies(home_policies=home.policies).for_agency(agency_id)
    if binding is None:
        raise HandOffRefused(f"Tidak ada kebijakan yang dapat dipakai untuk {agency_id}.")
    return binding


def _receipts(home: Home, agency_id: str, feed: str) -> list[Receipt]:
    return [
        receipt
        for receipt in read_receipts(home)
        if receipt.agency_id == agency_id and receipt.feed == feed and receipt.superseded_by is None
    ]


def _aside(home: Home, receipt: Receipt, zone: str) -> pl.DataFrame:
    path = home.landing / receipt.path
    try:
        stat = path.stat()
        if (stat.st_size, stat.st_mtime_ns) != (receipt.size, receipt.mtime_ns):
            raise HandOffRefused(f"{receipt.path} berubah sejak diterima: ulangi perintah ini.")
        return read_aside(path, receipt.feed, zone)
    except (FileNotFoundError, Refused) as error:
        raise HandOffRefused(f"{receipt.path} tidak ada lagi atau tidak terbaca: kirim ulang.") from error


def _base(row: Mapping[str, Any]) -> PayrollBase:
    born = row.get("birth_date")
    return PayrollBase(
        salary=Salary(
            row["gross_salary_amount"],
            row["family_status"],
            row["salary_tax_amount"],
            row["salary_employee_insurance_amount"],
            row["salary_employer_insurance_amount"],
        ),
        national_id=row.get("national_id"),
        birth_date=None if born is None else f"{born:%d-%m-%Y}",
        address=row.get("address"),
        account=row.get("account"),
        **{
            name: row[name]
            for name in (
                *("post_type", "echelon", "status_code", "service_years", "bank_code", "bank"),
                *("zakat_amount", "bulog_amount"),
            )
        },
    )
