"""Opening DuckDB with limits, and naming files in its SQL."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from orchestration.workspace import Workspace

MEMORY_LIMIT = "KINERJA_MEMORY_LIMIT"
DEFAULT_MEMORY_LIMIT = "2GB"

# Bytes of accepted rows, compressed: those of some 10,000 people.
SMALL_MONTH = 6_000_000


def memory_limit() -> str:
    """Memory that one DuckDB may take, such as `2GB`; KINERJA_MEMORY_LIMIT sets another."""
    return os.environ.get(MEMORY_LIMIT, DEFAULT_MEMORY_LIMIT)


def threads(accepted: Path) -> int:
    """Threads that DuckDB takes for a month whose accepted rows lie in a folder: one for a small month.

    dbt builds two models at once as it is; a small table split among threads costs more than it wins.
    """
    size = sum(path.stat().st_size for path in accepted.rglob("*.parquet"))
    return 1 if size < SMALL_MONTH else os.cpu_count() or 1


@contextmanager
def database(workspace: Workspace, accepted: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """Writable connection to a work database, with memory and threads limited and its overflow beside it.

    accepted: folder of the rows it computes from, where they are not the workspace's own.
    """
    with duckdb.connect(
        str(workspace.database), config=_limits(workspace, threads(accepted or workspace.accepted))
    ) as connection:
        yield connection


@contextmanager
def database_in_memory(workspace: Workspace) -> Iterator[duckdb.DuckDBPyConnection]:
    """Work database that lies in memory, of one thread: for the rows of some people."""
    with duckdb.connect(config=_limits(workspace, 1)) as connection:
        connection.execute(f"attach ':memory:' as {workspace.database.stem}")
        connection.execute(f"use {workspace.database.stem}")
        yield connection


def _limits(workspace: Workspace, count: int) -> dict[str, str | bool | int | float | list[str]]:
    return {"memory_limit": memory_limit(), "temp_directory": str(workspace.spill), "threads": count}


def text(value: object) -> str:
    """Quote a text or path as a literal of SQL."""
    return "'" + str(value).replace("'", "''") + "'"


def parquet(paths: list[Path]) -> str:
    """Table function that reads Parquet files as one table, columns matched by name."""
    listed = ", ".join(text(path) for path in paths)
    return f"read_parquet([{listed}], union_by_name = true, hive_partitioning = false)"
