"""The tables in PostgreSQL as data: columns with type and meaning, keys, and who may see a row."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

from delivery.bi.tables import Table as BiTable
from delivery.bi.tables import bi_tables

FILE: Final = Path(__file__).with_name("tables.yaml")
MODELS: Final = Path(__file__).parents[2] / "dbt_project" / "models" / "marts"
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
    own = [_table(schema, name, each) for schema in told for name, each in told[schema].items()]
    return tuple(sorted([*_bi(), *own], key=lambda table: SCHEMAS.index(table.schema)))


def _table(schema: str, name: str, told: Mapping[str, Any]) -> Table:
    columns = dict(told.get("columns", {}))
    grain = told.get("grain", "")
    if "model" in told:
        grain, of_model = _model(told["model"])
        left_out = told.get("without", ())
        columns = {key: value for key, value in of_model.items() if key not in left_out} | columns
    return Table(
        schema,
        name,
        grain,
        tuple(told["key"]),
        tuple(_column(key, kind, meaning) for key, (kind, meaning) in columns.items()),
        tuple(
            Reference(f"{schema}.{other}", tuple(names), tuple(names))
            for other, names in told.get("refers", {}).items()
        ),
        tuple(tuple(index) for index in told.get("indexes", ())),
        told["seen"],
        f"{schema}.{told['seen_with']}" if "seen_with" in told else "",
        is_monthly=True,
    )


def _model(name: str) -> tuple[str, dict[str, tuple[str, str]]]:
    """Grain and columns of a dbt model: name -> type and description."""
    [model] = yaml.safe_load((MODELS / f"{name}.yml").read_text(encoding="utf-8"))["models"]
    with (MODELS / f"{name}.sql").open(encoding="utf-8") as sql:
        grain = sql.readline().strip().removeprefix("-- grain: one row per ")
    columns = {each["name"]: (each["data_type"], each["description"]) for each in model["columns"]}
    return f"{grain}. {model['description']}", columns


def _bi() -> Iterator[Table]:
    for table in bi_tables().values():
        names = [column.name for column in table.columns]
        is_monthly = "month" in names and "agency_id" in names
        yield Table(
            "bi",
            table.name,
            table.grain,
            table.key,
            tuple(_column(*column) for column in table.columns),
            tuple(
                Reference(f"bi.{other}", (column,), bi_tables()[other].key)
                for column, other in table.refers.items()
            ),
            (("month", "agency_id"),) if is_monthly else (),
            _seen_in_bi(table),
            "",
            is_monthly,
        )


def _seen_in_bi(table: BiTable) -> str:
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
