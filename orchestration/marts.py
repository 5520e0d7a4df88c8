"""Marts leave the work database as Parquet, in one order whatever the run."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.duck import database, parquet, text
from orchestration.workspace import Workspace

SORT_FIRST = ("agency_id", "employee_id")

# Marts that acceptance writes: no model stands between them and the reader.
FROM_INPUT = ("file_outcomes", "quarantined_rows")

ROW_GROUP_SIZE = 61_440


@dataclass(frozen=True)
class TakeOver:
    """What a run for some agencies leaves as it was: every row of the current build that is not theirs.

    Attributes:
        folder: marts of the month's current build.
        agencies: the agencies of the run.

    """

    folder: Path
    agencies: Collection[str]


def export_marts(workspace: Workspace, take_over: TakeOver | None = None) -> dict[str, int]:
    """Write each mart of the work database to `<mart>.parquet`; returns the rows of each.

    Rows are sorted by agency, employee and then every other column, so the same rows give the same bytes.
    """
    workspace.marts.mkdir(parents=True, exist_ok=True)
    with database(workspace) as connection:
        return {
            mart: _export(connection, mart, relation, workspace.marts, take_over)
            for mart, relation in _relations(connection).items()
        }


def _relations(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    found = connection.execute(
        "select table_name, table_schema from information_schema.tables "
        "where table_schema = 'marts' or (table_schema = 'input' and list_contains(?, table_name)) "
        "order by table_name, table_schema",
        [list(FROM_INPUT)],
    ).fetchall()
    return {name: f'"{schema}"."{name}"' for name, schema in found}


def _export(
    connection: duckdb.DuckDBPyConnection, mart: str, relation: str, folder: Path, take_over: TakeOver | None
) -> int:
    query = f"select * from {relation}"
    if take_over is not None:
        connection.execute("set variable ours = ?::varchar[]", [sorted(take_over.agencies)])
        query += " where list_contains(getvariable('ours'), agency_id)"
        before = take_over.folder / f"{mart}.parquet"
        if before.exists():
            query += (
                f" union all by name select * from {parquet([before])}"
                " where not coalesce(list_contains(getvariable('ours'), agency_id), false)"
            )
    described = connection.execute(f"describe {query}").fetchall()
    columns = [str(row[0]) for row in described]
    order = [name for name in SORT_FIRST if name in columns]
    order += [name for name in columns if name not in SORT_FIRST]
    ordering = ", ".join(f'"{name}" nulls first' for name in order)
    path = folder / f"{mart}.parquet"
    connection.execute(
        f"copy (select * from ({query}) order by {ordering}) to {text(path)} "
        f"(format parquet, compression zstd, row_group_size {ROW_GROUP_SIZE})"
    )
    return int(connection.execute(f"select count(*) from {parquet([path])}").fetchall()[0][0])
