"""The tables in PostgreSQL as data: columns with type and meaning, keys, and who may see a row."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import yaml

from delivery.bi.tables import bi_tables
from delivery.tables import Table as Declared
from delivery.tables import read_tables

FILE: Final = Path(__file__).with_name("tables.yaml")
SCHEMAS: Final = ("meta", "bi", "payroll", "hr")
READERS: Final = {"payroll": "payroll_reader", "bi": "bi_reader", "hr": "hr_reader"}
# Types as DuckDB names them -> as PostgreSQL spells them itself.
_KINDS: Final = {
    "varchar": "text",
    "bigint": "bigint",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "timestamp without time zone",
}


class Column(NamedTuple):
    """A column with its type in DuckDB and in PostgreSQL."""

    name: str
    kind: str
    pg_kind: str
    meaning: str


class Reference(NamedTuple):
    """Columns that are the key of another table."""

    table: str
    columns: tuple[str, ...]
    others: tuple[str, ...]


class Table(NamedTuple):
    """A table; `seen` as in `tables.yaml`, and for BI `unit_key`, `place` (an agency) or `reader` (anyone).

    `is_monthly`: its rows of a month and agency are replaced; else rows are added and changed by their key.
    """

    schema: str
    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    refers: tuple[Reference, ...]
    indexes: tuple[tuple[str, ...], ...]
    seen: str
    seen_with: str
    is_monthly: bool

    @property
    def full_name(self) -> str:
        """Name with its schema."""
        return f"{self.schema}.{self.name}"

    @property
    def source(self) -> str:
        """Name of the relation in DuckDB that holds its rows of the month."""
        return f"{self.schema}_{self.name}"

    @property
    def of_agencies(self) -> bool:
        """Whether each row is one agency's."""
        return any(column.name == "agency_id" for column in self.columns)


@cache
def tables() -> tuple[Table, ...]:
    """Return every table, each after those that it refers to."""
    told = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    own = [_own(schema, table) for schema in told for table in read_tables(told[schema]).values()]
    return tuple(sorted([*_bi(), *own], key=lambda table: SCHEMAS.index(table.schema)))


def _own(schema: str, table: Declared) -> Table:
    return _table(
        schema,
        table,
        tuple(Reference(f"{schema}.{other}", names, names) for other, names in table.refers.items()),
    )


def _bi() -> Iterator[Table]:
    for table in bi_tables().values():
        names = {column.name for column in table.columns}
        is_monthly = {"month", "agency_id"} <= names
        refers = (
            Reference(f"bi.{other}", names, bi_tables()[other].key) for other, names in table.refers.items()
        )
        yield _table("bi", table, tuple(refers))._replace(
            indexes=(("month", "agency_id"),) if is_monthly else (),
            seen=_seen_in_bi(table),
            is_monthly=is_monthly,
        )


def _table(schema: str, table: Declared, refers: tuple[Reference, ...]) -> Table:
    return Table(
        schema,
        table.name,
        table.grain,
        table.key,
        tuple(_column(*column) for column in table.columns),
        refers,
        table.indexes,
        table.seen,
        f"{schema}.{table.seen_with}" if table.seen_with else "",
        is_monthly=True,
    )


def _seen_in_bi(table: Declared) -> str:
    names = {column.name for column in table.columns}
    if "unit_key" in names:
        return "unit_key"
    if "agency_id" not in names:
        return "reader"
    return "place" if table.key == ("agency_id",) else "agency"


def _column(name: str, kind: str, meaning: str) -> Column:
    bare = kind.replace(" ", "")
    pg_kind = _KINDS.get(bare) or bare.replace("decimal", "numeric")
    return Column(name, bare, pg_kind, meaning)
