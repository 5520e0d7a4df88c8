"""The tables for BI as data: grain, keys, columns with type and meaning; read from `tables.yaml`.

The snapshot creates them, PostgreSQL can take the same, and the documents list them.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import yaml

FILE: Final = Path(__file__).with_name("tables.yaml")
SCHEMA: Final = "bi"


class Column(NamedTuple):
    """A column: `kind` is a type that DuckDB and PostgreSQL both know."""

    name: str
    kind: str
    meaning: str


class Table(NamedTuple):
    """A table: `key` its primary key, `refers` the tables whose key a column of that name is."""

    name: str
    grain: str
    key: tuple[str, ...]
    refers: dict[str, str]
    columns: tuple[Column, ...]

    def ddl(self) -> Iterator[str]:
        """Statements that create the table with its comments, in words that both databases know.

        Key columns are not null; primary keys are left to who wants them: an index would double the file.
        """
        columns = ", ".join(
            f"{column.name} {column.kind}{' not null' if column.name in self.key else ''}"
            for column in self.columns
        )
        yield f"create table {SCHEMA}.{self.name} ({columns})"
        yield f"comment on table {SCHEMA}.{self.name} is {_quoted(f'one row per {self.grain}')}"
        for column in self.columns:
            yield f"comment on column {SCHEMA}.{self.name}.{column.name} is {_quoted(column.meaning)}"


@cache
def bi_tables() -> dict[str, Table]:
    """Return every table by name, dimensions before the facts that refer to them."""
    told = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {
        name: Table(
            name,
            table["grain"],
            tuple(table["key"]),
            table.get("refers", {}),
            tuple(Column(column, kind, meaning) for column, (kind, meaning) in table["columns"].items()),
        )
        for name, table in told.items()
    }


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
