"""The tables for BI, from `tables.yaml`, and the statements that create them."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import yaml

from delivery.tables import Table, read_tables

FILE: Final = Path(__file__).with_name("tables.yaml")
SCHEMA: Final = "bi"


@cache
def bi_tables() -> dict[str, Table]:
    """Return every table by name, dimensions before the facts that refer to them."""
    return read_tables(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def ddl(table: Table) -> Iterator[str]:
    """Statements that create a table with its comments.

    Key columns are not null; primary keys are left to who wants them: an index would double the file.
    """
    columns = ", ".join(
        f"{column.name} {column.kind}{' not null' if column.name in table.key else ''}"
        for column in table.columns
    )
    yield f"create table {SCHEMA}.{table.name} ({columns})"
    yield f"comment on table {SCHEMA}.{table.name} is {_quoted(f'one row per {table.grain}')}"
    for column in table.columns:
        yield f"comment on column {SCHEMA}.{table.name}.{column.name} is {_quoted(column.meaning)}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
