"""From receipts to accepted rows: the loop over batches of agencies, with its reading and writing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

import polars as pl

from contracts.acceptance import Judged, Month, build_master, judge
from contracts.acceptance.objections import Objectable
from contracts.acceptance.schema import record_columns
from contracts.acceptance.snapshot import applying_delivery
from contracts.home import Home
from contracts.records import RECORDS
from delivery.receipts import Receipt
from orchestration.batches import MASTER, AgencyFacts, Batch, batches, load_batch
from orchestration.intake_tables import (
    FILE_OUTCOMES,
    PERSON_HOLD,
    QUARANTINED,
    agency_intake,
    file_outcomes,
    person_holds,
    quarantined_rows,
    stack,
)
from orchestration.objections import objectable
from sources.frames import empty

BATCH_BYTES: Final = 96 << 20
_MASTERS: Final = {
    "agency_id": pl.String,
    "record_type": pl.String,
    "master_month": pl.String,
    "master_is_later": pl.Boolean,
}
_FILE_FACTS: Final = ("file_no", "delivery_month", "first_day", "last_day", "content_no")


@dataclass(frozen=True)
class IntakeResult:
    """What became of the files (FILE_OUTCOMES), who is held (PERSON_HOLD), facts per agency (AGENCY_INTAKE).

    `rows`: rows written for each record type, edge rows included. `unbalanced`: agencies with a file whose
    rows do not add up; they must be blocked.
    """

    file_outcomes: pl.DataFrame
    person_hold: pl.DataFrame
    agency_intake: pl.DataFrame
    rows: dict[str, int]
    unbalanced: list[str]


class _Told(NamedTuple):
    ends: pl.DataFrame
    holds: pl.DataFrame
    quarantined: pl.DataFrame


def intake(  # noqa: PLR0917 - what goes in, then where it goes
    home: Home,
    month: str,
    agencies: Sequence[AgencyFacts],
    receipts: Iterable[Receipt],
    accepted: Path,
    quarantined: Path,
    *,
    batch_bytes: int = BATCH_BYTES,
    known_until: datetime | None = None,
) -> IntakeResult:
    """Parse what is new, judge every row for the month and write what was accepted and what was not.

    Writes `accepted/<record type>/<batch>.parquet` for every record type (one empty file where there is
    nothing), `accepted/{file_outcomes,person_hold,agency_intake}/0000.parquet` and
    `quarantined/<batch>.parquet`, nothing else. Agencies are taken together until their landed bytes reach
    `batch_bytes`, so that memory is bounded. Objections
    are held against the releases known at `known_until`.
    """
    facts = {agency.agency_id: agency for agency in agencies}
    rows = dict.fromkeys(RECORDS, 0)
    outcomes, holds, masters, bad = [], [], [], 0
    for number, batch in enumerate(_loaded(home, facts, batches(facts, receipts, batch_bytes), Month(month))):
        name = f"{number:04d}.parquet"
        masters.append(_masters(batch, Month(month)))
        asked = batch.frames.get("objection")
        named = Objectable() if asked is None else objectable(home, asked, batch.files, known_until)
        told = _judge_batch(batch, Month(month), accepted, name, rows, named)
        holds.append(told.holds)
        outcomes.append(file_outcomes(batch.files, told.ends, month))
        if told.quarantined.height:
            _write(told.quarantined, quarantined / name)
            bad += told.quarantined.height
    for record_type, written in rows.items():
        if not written:
            _write(RECORDS[record_type].empty(), accepted / record_type / "0000.parquet")
    if not bad:
        _write(pl.DataFrame(schema=QUARANTINED), quarantined / "0000.parquet")
    files = stack(outcomes, FILE_OUTCOMES).sort("agency_id", "path", "file_no")
    people = stack(holds, PERSON_HOLD).sort("agency_id", "employee_id", "reason_code")
    about = agency_intake(list(facts), month, stack(masters, _MASTERS), files)
    for table, frame in {"file_outcomes": files, "person_hold": people, "agency_intake": about}.items():
        _write(frame, accepted / table / "0000.parquet")
    unbalanced = about.filter(~pl.col("is_balanced"))["agency_id"].to_list()
    return IntakeResult(files, people, about, rows, unbalanced)


def _loaded(
    home: Home, agencies: Mapping[str, AgencyFacts], groups: Iterable[list[Receipt]], month: Month
) -> Iterator[Batch]:
    """Yield each batch, the next one being read while the caller judges it: two are in memory at most."""
    with ThreadPoolExecutor(1) as ahead:
        waiting: Future[Batch] | None = None
        for group in groups:
            coming = ahead.submit(load_batch, home, agencies, group, month)
            if waiting is not None:
                yield waiting.result()
            waiting = coming
        if waiting is not None:
            yield waiting.result()


def _judge_batch(  # noqa: PLR0917 - what is judged, then where it goes
    batch: Batch, month: Month, accepted: Path, name: str, rows: dict[str, int], named: Objectable
) -> _Told:
    """Judge and write one batch; frames are let go as soon as they are written."""
    files = batch.files.select(_FILE_FACTS)
    judged = {
        record_type: judge(record_type, batch.frames.pop(record_type, _nobody(record_type)), month, files)
        for record_type in MASTER
    }
    people, units = (_snapshot(record_type, judged[record_type]) for record_type in MASTER)
    master = replace(build_master(people, units, month), objectable=named)
    employees = judged["employee_assignment"].accepted
    told: list[_Told] = []
    for record_type in RECORDS:
        if record_type in batch.frames:
            judged[record_type] = judge(record_type, batch.frames.pop(record_type), month, files, master)
        if record_type not in judged:
            continue
        done = judged.pop(record_type)
        if done.accepted.height:
            _write(done.accepted, accepted / record_type / name)
            rows[record_type] += done.accepted.height
        bad = quarantined_rows(record_type, done, master, batch.files, month.text)
        told.append(_Told(done.ends, done.holds, bad))
    whole = batch.files.filter(pl.col("end").is_not_null()).select(
        "file_no", "end", pl.col("rows_read").alias("rows")
    )
    holds = pl.concat([part.holds for part in told])
    return _Told(
        pl.concat([*(part.ends for part in told), whole, batch.taken_back]),
        person_holds(holds, master, employees, month.text),
        pl.concat([part.quarantined for part in told]),
    )


def _nobody(record_type: str) -> pl.DataFrame:
    agency = pl.lit(None, pl.String).alias("agency_id")
    return empty(record_type).with_columns(agency, pl.lit(None, pl.Int64).alias("file_no"))


def _snapshot(record_type: str, judged: Judged) -> pl.DataFrame:
    """Return the rows of the applying delivery, also those in quarantine: the people are still known."""
    columns = ["agency_id", *record_columns(record_type)]
    return pl.concat([judged.accepted.select(columns), judged.quarantined.select(columns)])


def _masters(batch: Batch, month: Month) -> pl.DataFrame:
    """Return which delivery of the master's feeds applies to each agency."""
    parts = []
    for record_type in MASTER:
        landed = batch.files.filter(
            (pl.col("record_type") == record_type)
            & (pl.col("rows_read") > 0)
            & ~pl.col("is_replaced")
            & ~pl.col("is_mending")
        )
        parts.append(applying_delivery(landed, month).with_columns(pl.lit(record_type).alias("record_type")))
    return stack(parts, _MASTERS)


def _write(frame: pl.DataFrame, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.write_parquet(path, compression="zstd", compression_level=1)
