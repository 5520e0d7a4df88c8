"""A work database whose inputs are all there and all empty: what a model sees in a month of silence."""

from pathlib import Path

import duckdb
import polars as pl

from contracts.policy.tables import COMPILED_SCHEMAS
from orchestration.corrections import create_correction_tables
from orchestration.intake_tables import AGENCY_INTAKE, FILE_OUTCOMES, PERSON_HOLD, QUARANTINED
from orchestration.objections import create_objection_tables
from orchestration.warehouse import PREVIOUS_COLUMNS, create_quality_tables
from sources.frames import SCHEMAS

BOOKKEEPING = {"agency_id": pl.String(), "month": pl.String(), "file_no": pl.Int64(), "is_edge": pl.Boolean()}
SIDE_TABLES = {
    "agency_intake": AGENCY_INTAKE,
    "file_outcomes": FILE_OUTCOMES,
    "person_hold": PERSON_HOLD,
    "quarantined_rows": QUARANTINED,
}
RESOLVED = {
    "punch": ["employee_id"],
    "activity": ["employee_id"],
    "case_task": ["employee_id"],
    "complaint": ["unit_id", "same_as"],
    "survey_answer": ["unit_id"],
}


def accepted_columns(record_type: str) -> dict[str, pl.DataType]:
    """Columns of an accepted frame: the record's own, what acceptance resolves, and its bookkeeping."""
    read = {name: kind for name, kind in SCHEMAS[record_type].items() if name not in {"fault", "text_key"}}
    resolved = dict.fromkeys(RESOLVED.get(record_type, []), pl.String())
    return read | resolved | BOOKKEEPING


def write_empty_inputs(database: Path) -> None:
    """Create schema `input` with every table that models read, without rows, for October 2026."""
    frames = {name: accepted_columns(name) for name in SCHEMAS} | dict(COMPILED_SCHEMAS) | SIDE_TABLES
    with duckdb.connect(str(database)) as connection:
        connection.execute("create schema input")
        for name, schema in frames.items():
            connection.register("frame", pl.DataFrame(schema=schema).to_arrow())
            connection.execute(f'create table input."{name}" as select * from frame')
        for name, columns in PREVIOUS_COLUMNS.items():
            connection.execute(f"create table input.{name} ({columns})")
        create_quality_tables(connection)
        create_correction_tables(connection)
        create_objection_tables(connection)
        connection.execute(
            "create table input.run_month as "
            "select '2026-10' as month, date '2026-10-01' as month_start, date '2026-10-31' as month_end, "
            "null::date as counted_until"
        )
