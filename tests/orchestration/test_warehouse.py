from pathlib import Path

import duckdb
import polars as pl

from orchestration.warehouse import PREVIOUS_COLUMNS, WorkInputs, create_month_tables

STATE = {
    "month": "2026-09",
    "subject_kind": "employee",
    "subject_id": "198609262015051001",
    "state_key": "unexcused_days",
    "value_text": None,
    "source_month": "2026-09",
}


def _state(folder: Path, agency: str, days: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    schema = {"agency_id": pl.String, "value_e4": pl.Int64, **dict.fromkeys(STATE, pl.String)}
    row = {"agency_id": agency, "value_e4": days * 10_000, **STATE}
    pl.DataFrame([row], schema=schema).write_parquet(folder / "month_state.parquet")


def _inputs(folder: Path, *releases: Path) -> WorkInputs:
    marts = folder / "marts"
    return WorkInputs("2026-10", folder, folder, folder, None, marts, releases)


def _days(folder: Path, *releases: Path) -> list[tuple[str, int]]:
    with duckdb.connect() as connection:
        connection.execute("create schema input")
        connection.execute("create table input.agency as select unnest(['52.71']) as agency_id")
        create_month_tables(connection, _inputs(folder, *releases))
        return connection.execute(
            "select agency_id, value_e4 // 10000 from input.previous_month_state"
        ).fetchall()


def test_a_month_hands_on_what_its_tables_say_as_they_are_corrected(tmp_path: Path) -> None:
    released = tmp_path / "releases" / "52.71" / "r1"
    _state(released, "52.71", 2)
    assert _days(tmp_path, released) == [("52.71", 2)]
    _state(tmp_path / "marts", "52.71", 9)
    assert _days(tmp_path, released) == [("52.71", 9)]
    assert _days(tmp_path) == [("52.71", 9)]


def test_a_first_month_starts_from_nothing(tmp_path: Path) -> None:
    assert _days(tmp_path, tmp_path / "releases" / "52.71" / "r1") == []
    assert set(PREVIOUS_COLUMNS) == {"previous_month_state", "previous_profile", "previous_unit_profile"}
