"""The judgement of all rows of one record type for one month, vectorised over agencies."""

from dataclasses import dataclass
from typing import Final

import polars as pl

from contracts.acceptance.identity import resolve
from contracts.acceptance.master import Master
from contracts.acceptance.months import Month
from contracts.acceptance.repeats import mark_overlaps, mark_repeats, mark_same_punches, settle_quarantine
from contracts.acceptance.rules import RULES, RecordRule
from contracts.acceptance.schema import FOUND, record_columns
from contracts.acceptance.snapshot import contradictions, mark_snapshot
from contracts.acceptance.span import is_edge
from contracts.acceptance.split import Split, divide, split
from contracts.fields import NIP
from contracts.records import RECORDS

_HOLDING: Final = ["penilaian_ganda", "cuti_tumpang_tindih", "sanksi_tanpa_akhir"]
_STRANGERS: Final = ["pegawai_tidak_dikenal", "pin_tidak_dikenal", "pin_ganda"]


@dataclass(frozen=True)
class Judged:
    """What became of the rows of one record type.

    accepted: the record's model (rows of other months kept as context have `is_edge`). quarantined: record
    columns, agency_id, file_no, row_no, reason_code, reasons. ends: file_no, end, rows. holds: agency_id,
    employee_id, reason_code of people whose pay must wait.
    """

    accepted: pl.DataFrame
    quarantined: pl.DataFrame
    ends: pl.DataFrame
    holds: pl.DataFrame


def judge(
    record_type: str, frame: pl.DataFrame, month: Month, files: pl.DataFrame, master: Master | None = None
) -> Judged:
    """Judge every row of a record type: fault, schema, clock, identity, repeats, month.

    frame: parsed rows (record columns without the resolved ones, row_no, fault) with agency_id and file_no,
    in the order of file_no, row_no. files: file_no, delivery_month, first_day and last_day (dates the clock
    may show), content_no (equal for files of equal bytes). master: not needed for the master's own two feeds.
    """
    rule = RULES[record_type]
    content = [column for column in record_columns(record_type) if column in frame.columns]
    rows = frame.join(files, on="file_no", how="left", maintain_order="left")
    outside = rows.clear()
    if rule.is_snapshot:
        rows = mark_snapshot(rows, month)
        outside = rows.filter(pl.col("_end").is_not_null())
        rows = rows.filter(pl.col("_end").is_null()).drop("_end")
    rows = resolve(rule.identity, rows, master).with_columns(is_edge(rule, month))
    good, bad = split(record_type, rows, _identities(rows, rule), _clock(rows, rule))
    bad = settle_quarantine(bad, good, rule, content)
    counted, repeated, clashing = _repeats(record_type, good, rule, content)
    accepted = counted.filter(pl.col("is_edge").is_not_null())
    bad_again = bad.filter(pl.col("_end").is_not_null())
    bad = bad.filter(pl.col("_end").is_null()).drop("_end")
    faulty = pl.concat([bad, clashing.select(bad.columns)]).sort("file_no", "row_no")
    quarantined = faulty.filter(_is_own(rule, month))
    end = pl.col("_end") if rule.is_snapshot else pl.lit("other_month")
    ends = [
        _count(outside, end),
        _count(bad_again, pl.col("_end")),
        _count(repeated, pl.col("_end")),
        _count(
            counted,
            pl.when(pl.col("is_edge").not_()).then(pl.lit("accepted")).otherwise(pl.lit("other_month")),
        ),
        _count(faulty.filter(~_is_own(rule, month)), pl.lit("other_month")),
        _count(quarantined, pl.lit("quarantined")),
    ]
    columns = list(RECORDS[record_type].to_schema().columns)
    return Judged(
        accepted=accepted.with_columns(pl.lit(month.text).alias("month")).select(columns),
        quarantined=quarantined.select(
            *record_columns(record_type), "agency_id", "file_no", "row_no", "reason_code", "reasons"
        ),
        ends=pl.concat(ends).group_by("file_no", "end").agg(pl.col("rows").sum()).sort("file_no", "end"),
        holds=_holds(quarantined, rule),
    )


def _identities(rows: pl.DataFrame, rule: RecordRule) -> pl.DataFrame:
    """Return `_index`, `code`; a device dump goes back years, so a punch is judged only around its month."""
    found = pl.col("code").is_not_null()
    judged = found & pl.col("is_edge").is_not_null() if rule.identity == "badge" else found
    index = pl.int_range(pl.len(), dtype=pl.UInt32).alias("_index")
    return rows.select(index, pl.col("_identity").alias("code"), "is_edge").filter(judged).drop("is_edge")


def _clock(rows: pl.DataFrame, rule: RecordRule) -> pl.DataFrame:
    if rule.happened is None:
        return pl.DataFrame(schema=FOUND)
    impossible = (rule.happened < pl.col("first_day")) | (rule.happened > pl.col("last_day"))
    index = pl.int_range(pl.len(), dtype=pl.UInt32).alias("_index")
    return (
        rows.select(index, pl.lit("jam_perangkat").alias("code"), impossible.alias("_bad"))
        .filter("_bad")
        .drop("_bad")
    )


def _is_own(rule: RecordRule, month: Month) -> pl.Expr:
    """Tell whether a faulty row waits in this month: the month of its own date or of its delivery.

    Whom a row is about is asked of the month's own master, so a sound row of another month is not blamed for
    a person who has come or gone since, in whatever month it is delivered.
    """
    in_month = pl.col("is_edge").not_().fill_null(value=False)
    if rule.starts is None:
        return in_month
    is_stranger = pl.col("reasons").list.eval(pl.element().is_in(_STRANGERS)).list.all()
    is_delivered = pl.col("delivery_month") == month.text
    return in_month | (is_delivered & ~(is_stranger & rule.starts.is_not_null()))


def _repeats(
    record_type: str, good: pl.DataFrame, rule: RecordRule, content: list[str]
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Return rows that count, rows that repeat (with `_end`), rows that clash (with their reasons)."""
    marked = mark_same_punches(good) if rule.identity == "badge" else mark_repeats(good, rule, content)
    is_repeat = pl.col("_end").is_in(["duplicate", "superseded"])
    code = pl.col("_end").alias("reason_code")
    clashing = marked.filter(pl.col("_end").is_not_null() & ~is_repeat).with_columns(
        code, pl.concat_list("_end").alias("reasons")
    )
    parts = Split(marked.filter(pl.col("_end").is_null()), clashing)
    further = parts
    if rule.overlap:
        further = divide(parts.accepted, mark_overlaps(parts.accepted, rule))
    elif record_type == "employee_assignment":
        further = contradictions(parts.accepted)
    if further is not parts:
        clashing = pl.concat([clashing, further.quarantined.select(clashing.columns)])
    return further.accepted, marked.filter(is_repeat), clashing


def _holds(quarantined: pl.DataFrame, rule: RecordRule) -> pl.DataFrame:
    """Return the people whose own rows leave their pay open; without a sound id a row holds nobody."""
    schema = {"agency_id": pl.String, "employee_id": pl.String, "reason_code": pl.String}
    if "employee_id" not in quarantined.columns:
        return pl.DataFrame(schema=schema)
    own = quarantined.filter(pl.col("employee_id").str.contains(NIP) & pl.col("is_edge").not_())
    if rule.is_snapshot:
        return own.select(schema.keys()).unique(maintain_order=True)
    exploded = own.select("agency_id", "employee_id", pl.col("reasons").alias("reason_code")).explode(
        "reason_code"
    )
    return exploded.filter(pl.col("reason_code").is_in(_HOLDING)).unique(maintain_order=True)


def _count(rows: pl.DataFrame, end: pl.Expr) -> pl.DataFrame:
    """Return file_no, end, rows."""
    return (
        rows.select("file_no", end.alias("end"))
        .group_by("file_no", "end")
        .agg(pl.len().cast(pl.Int64).alias("rows"))
    )
