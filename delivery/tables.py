"""Tables as data: grain, keys, columns with type and meaning; one reader for all `tables.yaml` of this room.

BI and PostgreSQL create their tables from them, and the documents list them.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

MODELS: Final = Path(__file__).parents[1] / "dbt_project" / "models" / "marts"


class Column(NamedTuple):
    """A column: `kind` is a type that DuckDB and PostgreSQL both know."""

    name: str
    kind: str
    meaning: str


class Table(NamedTuple):
    """A table: `key` its primary key, `refers` another table -> the columns that are its key.

    seen, seen_with: who may see a row, where that is not told by the columns.
    """

    name: str
    grain: str
    key: tuple[str, ...]
    refers: Mapping[str, tuple[str, ...]]
    columns: tuple[Column, ...]
    indexes: tuple[tuple[str, ...], ...]
    seen: str
    seen_with: str


def read_tables(told: Mapping[str, Any]) -> dict[str, Table]:
    """Read tables by name, in their order.

    `columns`: name -> [type, meaning]. `model`: a dbt model whose grain and columns come first, less
    `without`. `refers`, `indexes`, `seen`, `seen_with`: as in `Table`, where there are any.
    """
    return {name: _table(name, each) for name, each in told.items()}


def _table(name: str, told: Mapping[str, Any]) -> Table:
    grain, columns = _model(told["model"]) if "model" in told else (told["grain"], {})
    for left_out in told.get("without", ()):
        del columns[left_out]
    columns |= told.get("columns", {})
    return Table(
        name,
        grain,
        tuple(told["key"]),
        {other: tuple(names) for other, names in told.get("refers", {}).items()},
        tuple(Column(column, kind, meaning) for column, (kind, meaning) in columns.items()),
        tuple(tuple(index) for index in told.get("indexes", ())),
        told.get("seen", ""),
        told.get("seen_with", ""),
    )


def _model(name: str) -> tuple[str, dict[str, tuple[str, str]]]:
    """Grain and columns of a dbt model: name -> type and description."""
    [model] = yaml.safe_load((MODELS / f"{name}.yml").read_text(encoding="utf-8"))["models"]
    with (MODELS / f"{name}.sql").open(encoding="utf-8") as sql:
        grain = sql.readline().strip().removeprefix("-- grain: one row per ")
    columns = {each["name"]: (each["data_type"], each["description"]) for each in model["columns"]}
    return f"{grain}. {model['description']}", columns
