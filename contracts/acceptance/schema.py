"""The pandera pass: every row that breaks its record's model, with the reason code."""

from functools import cache
from typing import Final

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors

from contracts.records import BOOKKEEPING, RECORDS

FOUND: Final = {"_index": pl.UInt32, "code": pl.String}


@cache
def judging_schema(record_type: str) -> pa.DataFrameSchema:
    """Return a record's model without bookkeeping; resolved columns may be null, identity judges them."""
    schema = RECORDS[record_type].to_schema().remove_columns(list(BOOKKEEPING))
    for name, column in schema.columns.items():
        if (column.metadata or {}).get("resolved"):
            schema = schema.update_column(name, nullable=True)
    return schema


@cache
def record_columns(record_type: str) -> dict[str, pl.DataType]:
    """Return name and polars type of the record's own columns, in order."""
    return {name: column.dtype.type for name, column in judging_schema(record_type).columns.items()}


@cache
def _column_reasons(record_type: str) -> dict[str, str]:
    columns = judging_schema(record_type).columns
    return {
        name: (column.metadata or {}).get("reason", "nilai_tidak_dikenal") for name, column in columns.items()
    }


def schema_failures(record_type: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Return `_index` (position in the frame) and `code` of each broken promise; a row may break several.

    Raises SchemaErrors when the frame has other columns or types than declared: a reader's fault.
    """
    try:
        judging_schema(record_type).validate(frame.select(record_columns(record_type).keys()), lazy=True)
    except SchemaErrors as errors:
        cases: pl.DataFrame = errors.failure_cases
        if cases["index"].null_count():
            raise
        code = (
            pl.when(pl.col("check") == "not_nullable")
            .then(pl.lit("wajib_kosong"))
            .when(pl.col("schema_context") == "DataFrameSchema")
            .then(pl.col("check"))
            .otherwise(pl.col("column").replace(_column_reasons(record_type)))
        )
        return cases.select(pl.col("index").cast(pl.UInt32).alias("_index"), code.alias("code"))
    return pl.DataFrame(schema=FOUND)
