"""What every accepted row carries, whatever its record type."""

from typing import Final

import pandera.polars as pa

from contracts import fields

BOOKKEEPING: Final = ("agency_id", "month", "file_no", "row_no", "is_edge")


class Record(pa.DataFrameModel):
    """Bookkeeping that every accepted row carries beside the columns of its record type."""

    agency_id: str
    month: str = pa.Field(str_matches=fields.MONTH)
    file_no: int
    row_no: int
    is_edge: bool

    class Config:
        """Columns are exactly those declared, in their declared types."""

        strict = True
        coerce = False
