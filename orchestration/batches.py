"""Agencies taken together so that memory is bounded and the cost of one agency is small."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Final, NamedTuple

import polars as pl

from contracts.acceptance import Month
from contracts.home import Home
from delivery.receipts import Receipt
from orchestration.parsed import Reading, read_once
from sources.frames import SCHEMAS

_READERS: Final = 4
_FILES: Final = {
    "agency_id": pl.String,
    "path": pl.String,
    "feed": pl.String,
    "delivery_month": pl.String,
    "file_no": pl.Int64,
    "sha256": pl.String,
    "outcome": pl.String,
    "shape": pl.String,
    "record_type": pl.String,
    "reason": pl.String,
    "expected": pl.String,
    "rows_read": pl.Int64,
    "is_numbered": pl.Boolean,
    "is_superseded": pl.Boolean,
    "first_day": pl.Date,
    "last_day": pl.Date,
}


class AgencyFacts(NamedTuple):
    """What intake needs of an agency's policy: its code, IANA zone and first month (`YYYY-MM`)."""

    agency_id: str
    zone: str
    first_month: str


class Batch(NamedTuple):
    """Some agencies' parsed rows: a frame for each record type (rows by file_no, row_no), a row per receipt in `files`.

    files: what FILE_OUTCOMES tells of a file, with first_day and last_day (dates its clock may show) and content_no
    (equal for files of equal bytes in one feed).
    """

    frames: dict[str, pl.DataFrame]
    files: pl.DataFrame


def batches(
    agencies: Mapping[str, AgencyFacts], receipts: Iterable[Receipt], batch_bytes: int
) -> Iterator[list[Receipt]]:
    """Yield the receipts of whole agencies, in the order of their codes, about `batch_bytes` of landed files at a time."""
    by_agency: dict[str, list[Receipt]] = defaultdict(list)
    for receipt in receipts:
        if receipt.agency_id in agencies:
            by_agency[receipt.agency_id].append(receipt)
    group: list[Receipt] = []
    size = 0
    for agency_id in sorted(by_agency):
        own = by_agency[agency_id]
        landed = sum(receipt.size for receipt in own)
        if group and size + landed > batch_bytes:
            yield group
            group, size = [], 0
        group.extend(own)
        size += landed
    if group:
        yield group


def load_batch(home: Home, agencies: Mapping[str, AgencyFacts], receipts: list[Receipt]) -> Batch:
    """Read the files of a batch; refused files leave their reason, replaced files only the number of their rows."""
    ordered = sorted(receipts, key=lambda receipt: receipt.file_no)
    with ThreadPoolExecutor(_READERS) as pool:
        readings = list(
            pool.map(lambda receipt: read_once(home, receipt, agencies[receipt.agency_id].zone), ordered)
        )
    parts: dict[str, list[pl.DataFrame]] = {record_type: [] for record_type in SCHEMAS}
    files = []
    for receipt, reading in zip(ordered, readings, strict=True):
        files.append(_file(receipt, reading, agencies[receipt.agency_id]))
        if reading.frame is not None and reading.record_type is not None and receipt.superseded_by is None:
            own = [
                pl.lit(receipt.agency_id).alias("agency_id"),
                pl.lit(receipt.file_no, pl.Int64).alias("file_no"),
            ]
            parts[reading.record_type].append(reading.frame.with_columns(own))
    frames = {
        record_type: pl.concat(found, rechunk=len(found) > 1) for record_type, found in parts.items() if found
    }
    table = pl.DataFrame(files, schema=_FILES, orient="row").with_columns(
        pl.col("file_no").min().over("agency_id", "feed", "sha256").alias("content_no")
    )
    return Batch(frames, table)


def _file(receipt: Receipt, reading: Reading, agency: AgencyFacts) -> tuple[object, ...]:
    numbers = None if reading.frame is None else reading.frame["row_no"]
    rows = 0 if numbers is None else numbers.len()
    is_numbered = numbers is None or bool((numbers == pl.int_range(1, rows + 1, eager=True)).all())
    return (
        receipt.agency_id,
        receipt.path,
        receipt.feed,
        receipt.delivery_month,
        receipt.file_no,
        receipt.sha256,
        reading.outcome,
        reading.shape,
        reading.record_type,
        reading.reason,
        reading.expected,
        rows,
        is_numbered,
        receipt.superseded_by is not None,
        Month(agency.first_month).start,
        Month(receipt.delivery_month).end,
    )
