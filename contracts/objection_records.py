"""What an accepted objection looks like; `contracts/records.py` says how to read these models."""

from typing import Final

import pandera.polars as pa
import polars as pl
from pandera.polars import PolarsData

from contracts import fields
from contracts.objection_codes import LINE_CODE_LENGTH
from contracts.record import Record

DECISIONS: Final = ["diterima", "ditolak"]


class Objection(Record):
    """Grain: one objection of a person to one line of one month; without `decision` it is open.

    `line_code`: first LINE_CODE_LENGTH digits of the line's id. `mending_file`: path below
    `landing/<agency>/` of the file that mends what was wrong, `mending_row` the row in it where it is one.
    """

    objection_id: str
    employee_id: str = fields.nip()
    objected_month: str = fields.month()
    line_code: str = pa.Field(
        str_matches=rf"^[0-9a-f]{{{LINE_CODE_LENGTH}}}$", metadata={"reason": "baris_tidak_dikenal"}
    )
    ground: str
    filed_on: pl.Date
    decided_on: pl.Date = fields.blank()
    decision: str = fields.known(DECISIONS, nullable=True)
    decided_by: str = fields.blank()
    decision_reason: str = fields.blank()
    mending_file: str = fields.blank()
    mending_row: int = fields.count()

    @pa.dataframe_check(name="tanggal_terbalik")
    def is_filed_then_decided(cls, data: PolarsData) -> pl.LazyFrame:  # noqa: N805 - pandera passes the class; the name is the doc
        """Tell whether it was filed in the month or after it, and decided after it was filed."""
        begins = (pl.col("objected_month") + "-01").str.to_date("%Y-%m-%d", strict=False)
        return data.lazyframe.select(
            (pl.col("filed_on") >= begins).fill_null(value=True)
            & (pl.col("decided_on") >= pl.col("filed_on")).fill_null(value=True)
        )

    @pa.dataframe_check(name="putusan_tidak_lengkap")
    def is_decided_whole(cls, data: PolarsData) -> pl.LazyFrame:  # noqa: N805 - pandera passes the class; the name is the doc
        """Tell whether a decision has all its parts, or none."""
        said = ("decision", "decided_on", "decided_by", "decision_reason")
        is_said = [pl.col(name).is_not_null() for name in said]
        return data.lazyframe.select(pl.all_horizontal(is_said) | ~pl.any_horizontal(is_said))
