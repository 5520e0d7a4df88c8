"""The fresh work database of a run: everything that dbt reads, in schema `input`."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.duck import database, parquet
from orchestration.months import month_end, month_start
from orchestration.workspace import Workspace

PREVIOUS_TABLES = {"month_state": "previous_month_state", "agency_month_profile": "previous_profile"}

# What a first month starts from: the tables of a month before that was never run.
PREVIOUS_COLUMNS = {
    "previous_month_state": (
        "agency_id varchar, month varchar, subject_kind varchar, subject_id varchar, state_key varchar, "
        "value_text varchar, value_e4 bigint, source_month varchar"
    ),
    "previous_profile": (
        "agency_id varchar, month varchar, employees_master bigint, people_paid bigint, people_held bigint, "
        "people_zero bigint, zero_share double, people_without_punch bigint, computed_amount_total hugeint, "
        "incentive_amount_total hugeint, mean_amount bigint, previous_total hugeint, previous_people bigint, "
        "previous_mean bigint, feeds_expected bigint, feeds_present bigint, rows_read bigint, "
        "rows_quarantined bigint, quarantined_share double"
    ),
}


@dataclass(frozen=True)
class WorkInputs:
    """What goes into a work database.

    Attributes:
        month: month of the run.
        accepted: folder with one folder of Parquet files for each record type.
        compiled: folder with one Parquet file for each compiled table.
        previous_marts: folder with the marts of the month before, None where it was not run.

    """

    month: str
    accepted: Path
    compiled: Path
    previous_marts: Path | None


def prepare_work_db(workspace: Workspace, inputs: WorkInputs) -> None:
    """Create the workspace's database anew with schema `input`.

    One view for each record type, one table for each compiled table, `run_month` (one row) and the tables of
    the month before (empty where there is none).
    """
    workspace.database.unlink(missing_ok=True)
    with database(workspace.database, workspace.spill) as connection:
        connection.execute("create schema input")
        for folder in _folders(inputs.accepted):
            source = parquet(sorted(folder.glob("*.parquet")))
            connection.execute(f'create view input."{folder.name}" as select * from {source}')
        for path in sorted(inputs.compiled.glob("*.parquet")):
            connection.execute(f'create table input."{path.stem}" as select * from {parquet([path])}')
        connection.execute(
            "create table input.run_month as "
            "select ?::varchar as month, ?::date as month_start, ?::date as month_end",
            [inputs.month, month_start(inputs.month), month_end(inputs.month)],
        )
        for mart, table in PREVIOUS_TABLES.items():
            _create_previous(connection, mart, table, inputs.previous_marts)


def _folders(accepted: Path) -> Iterable[Path]:
    """Folders of record types that hold at least one file, in the order of their names."""
    return sorted(folder for folder in accepted.iterdir() if any(folder.glob("*.parquet")))


def _create_previous(
    connection: duckdb.DuckDBPyConnection, mart: str, table: str, previous_marts: Path | None
) -> None:
    path = None if previous_marts is None else previous_marts / f"{mart}.parquet"
    if path is not None and path.exists():
        connection.execute(f"create table input.{table} as select * from {parquet([path])}")
    else:
        connection.execute(f"create table input.{table} ({PREVIOUS_COLUMNS[table]})")
