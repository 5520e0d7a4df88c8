"""Agencies taken together, so that memory is bounded and one agency more costs little."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Final, NamedTuple

import polars as pl

from contracts.acceptance import Month
from contracts.acceptance.snapshot import mark_snapshot
from contracts.acceptance.span import is_near
from contracts.home import Home
from delivery.receipts import Receipt
from orchestration.parsed import Kept, read_once
from sources.frames import SCHEMAS
from sources.origins import file_key, named

MASTER: Final = ("employee_assignment", "unit")
_READERS: Final = 2
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
    "first_day": pl.Date,
    "last_day": pl.Date,
    "is_replaced": pl.Boolean,
    "is_near": pl.Boolean,
    "is_mending": pl.Boolean,
}
_TAKEN_BACK: Final = {"file_no": pl.Int64, "end": pl.String, "rows": pl.Int64}


class AgencyFacts(NamedTuple):
    """What intake needs of an agency's policy: its code, IANA zone and first month (`YYYY-MM`)."""

    agency_id: str
    zone: str
    first_month: str


class Batch(NamedTuple):
    """Some agencies' parsed rows: a frame for each record type (rows by file_no, row_no), a row per receipt.

    files: what FILE_OUTCOMES tells of a file, with first_day and last_day (dates its clock may show),
    content_no (equal for files of equal bytes in one feed) and `end`: what became of all its rows, null where
    each row is judged for itself. taken_back: file_no, end, rows that a later file takes the place of; they
    are in no frame.
    """

    frames: dict[str, pl.DataFrame]
    files: pl.DataFrame
    taken_back: pl.DataFrame


def batches(
    agencies: Mapping[str, AgencyFacts], receipts: Iterable[Receipt], batch_bytes: int
) -> Iterator[list[Receipt]]:
    """Yield the receipts of whole agencies, by their codes, about `batch_bytes` of landed files at a time."""
    by_agency: dict[str, list[Receipt]] = defaultdict(list)
    for receipt in receipts:
        if receipt.agency_id in agencies:
            by_agency[receipt.agency_id].append(receipt)
    group: list[Receipt] = []
    size = 0
    for agency_id in sorted(by_agency):
        landed = sum(receipt.size for receipt in by_agency[agency_id])
        if group and size + landed > batch_bytes:
            yield group
            group, size = [], 0
        group.extend(by_agency[agency_id])
        size += landed
    if group:
        yield group


def load_batch(
    home: Home, agencies: Mapping[str, AgencyFacts], receipts: list[Receipt], month: Month
) -> Batch:
    """Read the files of a batch; only files that can matter to the month bring their rows.

    A file of another delivery month without a row near the month is judged in its own months; files that were
    replaced and deliveries of the master that do not apply are out as a whole.
    """
    ordered = sorted(receipts, key=lambda receipt: receipt.file_no)
    with ThreadPoolExecutor(_READERS) as pool:
        kept = list(
            pool.map(lambda receipt: read_once(home, receipt, agencies[receipt.agency_id].zone), ordered)
        )
    files = _ends(
        pl.DataFrame(
            [
                _file(receipt, each, agencies[receipt.agency_id], month)
                for receipt, each in zip(ordered, kept, strict=True)
            ],
            schema=_FILES,
            orient="row",
        ),
        month,
    )
    parts: dict[str, list[pl.DataFrame]] = {record_type: [] for record_type in SCHEMAS}
    judged = files.select(pl.col("end").is_null() & (pl.col("rows_read") > 0)).to_series()
    named_rows = _named_rows(ordered, kept, files["end"].to_list())
    taken_back: list[tuple[int, str, int]] = []
    for receipt, each, is_judged in zip(ordered, kept, judged, strict=True):
        if is_judged and each.reading.record_type is not None:
            agency = pl.lit(receipt.agency_id).alias("agency_id")
            number = pl.lit(receipt.file_no, pl.Int64).alias("file_no")
            rows = each.rows()
            if taken := named_rows.get(receipt.file_no):
                left = rows.filter(~pl.col("row_no").is_in(taken))
                taken_back.append((receipt.file_no, "superseded", rows.height - left.height))
                rows = left
            parts[each.reading.record_type].append(rows.with_columns(agency, number))
    frames = {
        record_type: pl.concat(found, rechunk=len(found) > 1) for record_type, found in parts.items() if found
    }
    return Batch(frames, files, pl.DataFrame(taken_back, schema=_TAKEN_BACK, orient="row"))


def _named_rows(receipts: list[Receipt], kept: list[Kept], ends: list[str | None]) -> dict[int, set[int]]:
    """Rows by file that a later file of the same agency and feed names as those it takes the place of.

    A file of the master whose delivery does not apply (`ends`) brings no row, so it takes none away either.
    """
    contents: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for receipt in receipts:
        contents[receipt.agency_id, receipt.feed, file_key(receipt.sha256)].append(receipt.file_no)
    found: dict[int, set[int]] = defaultdict(set)
    for receipt, each, end in zip(receipts, kept, ends, strict=True):
        if receipt.superseded_by is not None or (each.reading.record_type in MASTER and end is not None):
            continue
        for content, row_no in filter(None, map(named, each.reading.origins)):
            for file_no in contents.get((receipt.agency_id, receipt.feed, content), ()):
                if file_no < receipt.file_no:
                    found[file_no].add(row_no)
    return found


def _ends(files: pl.DataFrame, month: Month) -> pl.DataFrame:
    """Add content_no and `end`; which delivery of the master applies is asked of the files alone.

    A file that mends rows of a delivery is a part of it and never a delivery of its own: in the folder of
    another month it adds nothing.
    """
    content = pl.col("file_no").min().over("agency_id", "feed", "sha256").alias("content_no")
    is_master = pl.col("record_type").is_in(MASTER) & ~pl.col("is_replaced") & (pl.col("rows_read") > 0)
    master = [
        mark_snapshot(
            files.filter(is_master & (pl.col("record_type") == record_type)), month, ~pl.col("is_mending")
        ).select("file_no", pl.col("_end").alias("_snapshot_end"))
        for record_type in MASTER
    ]
    end = (
        pl.when("is_replaced")
        .then(pl.lit("superseded"))
        .when(pl.col("_snapshot_end").is_not_null())
        .then("_snapshot_end")
        .when(~pl.col("is_near"))
        .then(pl.lit("other_month"))
        .alias("end")
    )
    return (
        files.with_columns(content)
        .join(pl.concat(master), on="file_no", how="left", maintain_order="left")
        .with_columns(end)
        .drop("_snapshot_end")
    )


def _file(receipt: Receipt, kept: Kept, agency: AgencyFacts, month: Month) -> tuple[object, ...]:
    reading = kept.reading
    near = reading.record_type is None or is_near(reading.record_type, reading.span, month)
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
        reading.rows,
        reading.is_numbered,
        Month(agency.first_month).start,
        Month(receipt.delivery_month).end,
        receipt.superseded_by is not None,
        near or receipt.delivery_month == month.text,
        bool(reading.origins),
    )
