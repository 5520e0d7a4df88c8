"""Opening DuckDB with limits, and naming files in its SQL."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

MEMORY_LIMIT = "KINERJA_MEMORY_LIMIT"
DEFAULT_MEMORY_LIMIT = "2GB"


def memory_limit() -> str:
    """Memory that one DuckDB may take, such as `2GB`; KINERJA_MEMORY_LIMIT sets another."""
    return os.environ.get(MEMORY_LIMIT, DEFAULT_MEMORY_LIMIT)


@contextmanager
def database(path: Path, spill: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Writable connection to a DuckDB file, with its memory limited and its overflow beside it."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory_limit(),
        "temp_directory": str(spill),
    }
    with duckdb.connect(str(path), config=config) as connection:
        yield connection


def text(value: object) -> str:
    """Quote a text or path as a literal of SQL."""
    return "'" + str(value).replace("'", "''") + "'"


def parquet(paths: list[Path]) -> str:
    """Table function that reads Parquet files as one table, columns matched by name."""
    listed = ", ".join(text(path) for path in paths)
    return f"read_parquet([{listed}], union_by_name = true, hive_partitioning = false)"
