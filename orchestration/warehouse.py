"""The fresh work database of a run: everything that dbt reads, in schema `input`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from contracts.dates import month_days
from contracts.privacy import bands, shipped_privacy
from contracts.quality import SignalLimits, shipped_quality
from orchestration.corrections import create_correction_tables
from orchestration.duck import database, parquet, text
from orchestration.objections import create_objection_tables
from orchestration.workspace import Workspace

PREVIOUS_TABLES = {
    "month_state": "previous_month_state",
    "agency_month_profile": "previous_profile",
    "unit_month_profile": "previous_unit_profile",
}

# Beyond any age: the end of a band that has none.
NO_AGE = 1000

# A run for some agencies carries forward nothing of the others.
ONLY_OURS = "where agency_id in (select agency_id from input.agency)"

# What a first month starts from: the tables of a month before that was never run.
PREVIOUS_COLUMNS = {
    "previous_month_state": (
        "agency_id varchar, month varchar, subject_kind varchar, subject_id varchar, state_key varchar, "
        "value_text varchar, value_e4 bigint, source_month varchar"
    ),
    "previous_profile": (
        "agency_id varchar, month varchar, employees_master bigint, "
        "incentive_amount_total bigint, mean_amount bigint, punch_count bigint, due_days bigint"
    ),
    "previous_unit_profile": (
        "agency_id varchar, unit_id varchar, record_type varchar, for_month varchar, row_count bigint, "
        "basis_count bigint, people bigint"
    ),
}


@dataclass(frozen=True)
class WorkInputs:
    """What goes into a work database.

    Attributes:
        month: month of the run.
        accepted: folder with one folder of Parquet files for each record type.
        quarantined: folder with Parquet files of quarantined rows.
        compiled: folder with one Parquet file for each compiled table.
        previous_work: work database of the month before, where the same run computed it.
        previous_marts: folder with its committed marts, None where it was not run.
        previous_releases: folders of the first releases of that month, `<agency>/r1/`; none for a look back.
        signal_key: what keeps the people of signals from being found by trying NIPs; of this home and month.
        finding_key: the same for the ids of people's findings; of this home, for every month.
        counted_until: last day that an interim review counts; None: the month is whole.

    """

    month: str
    accepted: Path
    quarantined: Path
    compiled: Path
    previous_work: Path | None
    previous_marts: Path | None
    previous_releases: Sequence[Path] = ()
    signal_key: str = ""
    finding_key: str = ""
    counted_until: date | None = None


def prepare_work_db(workspace: Workspace, inputs: WorkInputs) -> None:
    """Create the workspace's database anew with schema `input`.

    One view for each record type, one table for each compiled table, `run_month` (one row) and the tables of
    the month before (empty where there is none).
    """
    workspace.database.unlink(missing_ok=True)
    with database(workspace) as connection:
        connection.begin()  # one wait for the disk in place of one for each table
        connection.execute("create schema input")
        for folder in _folders(inputs.accepted):
            source = parquet(sorted(folder.glob("*.parquet")))
            connection.execute(f'create view input."{folder.name}" as select * from {source}')
        quarantined = parquet(sorted(inputs.quarantined.glob("*.parquet")))
        connection.execute(f"create view input.quarantined_rows as select * from {quarantined}")
        for path in sorted(inputs.compiled.glob("*.parquet")):
            connection.execute(f'create table input."{path.stem}" as select * from {parquet([path])}')
        create_month_tables(connection, inputs)
        connection.commit()


def create_month_tables(connection: duckdb.DuckDBPyConnection, inputs: WorkInputs) -> None:
    """Create `run_month` and the tables of the month before; `input.agency` must be there."""
    connection.execute(
        "create table input.run_month as "
        "select ?::varchar as month, ?::date as month_start, ?::date as month_end, ?::date as counted_until",
        [inputs.month, *month_days(inputs.month), inputs.counted_until],
    )
    create_quality_tables(connection, inputs.signal_key, inputs.finding_key)
    create_correction_tables(connection)
    create_objection_tables(connection)
    _create_previous(connection, inputs)
    _fall_back_on_released(connection, inputs.previous_releases)


def create_quality_tables(
    connection: duckdb.DuckDBPyConnection, signal_key: str = "", finding_key: str = ""
) -> None:
    """Create the tables of `quality.yaml`, and `cleared_hold` where nothing brought it.

    `signal_key` (one row) is what pseudonyms and ids of people are made with; nobody is shown those made
    without.
    """
    connection.execute(
        "create table input.signal_key as select ?::varchar as signal_key, ?::varchar as finding_key",
        [signal_key, finding_key],
    )
    quality = shipped_quality()
    guard = quality.guard
    due = ", ".join(f"({text(feed)}, {days})" for feed, days in sorted(quality.due.days.items()))
    connection.execute(
        "create table input.quality_feeds as select feed::varchar as feed, due_days::bigint as due_days "
        f"from (values {due}) as due(feed, due_days)"
    )
    connection.execute(
        f"create table input.quality_guard as select "
        f"{guard.unit_silent_days}::bigint as unit_silent_days, "
        f"{guard.device_silent_days}::bigint as device_silent_days, "
        f"{guard.from_people}::bigint as from_people, "
        f"{quality.outage.units_pct}::bigint as outage_units_pct, "
        f"{quality.outage.from_units}::bigint as outage_from_units"
    )
    connection.execute(
        "create table if not exists input.cleared_hold (agency_id varchar, finding_id varchar, seen varchar)"
    )
    _create_history_rules(connection)
    _create_signal_rules(connection)
    _create_age_bands(connection)


def _create_history_rules(connection: duckdb.DuckDBPyConnection) -> None:
    """One row per record type that units are compared with their own months by."""
    quality = shipped_quality()
    connection.execute(
        "create table input.quality_history (record_type varchar, rule_code varchar, feed varchar, "
        "is_hold boolean, basis varchar, from_months bigint, from_rows bigint, drop_pct bigint, "
        "keep_months bigint)"
    )
    for record_type, own in quality.history.record_types.items():
        rule = quality.rules[own.rule]
        connection.execute(
            "insert into input.quality_history values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                record_type, own.rule, rule.feed, rule.severity == "hold", own.basis, own.from_months,
                own.from_rows, own.drop_pct, quality.history.keep_months,
            ],
        )  # fmt: skip


def _create_signal_rules(connection: duckdb.DuckDBPyConnection) -> None:
    """One row per kind of signal: the values of `quality.yaml` from which on it is told."""
    connection.execute(
        "create table input.signal_rules (kind varchar, "
        + ", ".join(f"{name} bigint" for name in SignalLimits.model_fields)
        + ")"
    )
    for kind, signal in shipped_quality().signals.items():
        connection.execute(
            f"insert into input.signal_rules values (?{', ?' * len(SignalLimits.model_fields)})",
            [kind, *signal.limits.model_dump().values()],
        )


def _create_age_bands(connection: duckdb.DuckDBPyConnection) -> None:
    """One row per band of ages in which people are compared, those of `privacy.yaml`."""
    connection.execute("create table input.age_bands (age_band varchar, from_age bigint, below_age bigint)")
    for label, low, below in bands(shipped_privacy().age_from):
        connection.execute(
            "insert into input.age_bands values (?, ?, ?)", [label, low, NO_AGE if below is None else below]
        )


def _folders(accepted: Path) -> Iterable[Path]:
    """Folders of record types that hold at least one file, in the order of their names."""
    return sorted(folder for folder in accepted.iterdir() if any(folder.glob("*.parquet")))


def _create_previous(connection: duckdb.DuckDBPyConnection, inputs: WorkInputs) -> None:
    if inputs.previous_work is not None:
        connection.execute(f"attach {text(inputs.previous_work)} as previous (read_only)")
        for mart, table in PREVIOUS_TABLES.items():
            _fill_previous(connection, table, f"previous.marts.{mart}")
        return
    for mart, table in PREVIOUS_TABLES.items():
        path = None if inputs.previous_marts is None else inputs.previous_marts / f"{mart}.parquet"
        _fill_previous(connection, table, parquet([path]) if path is not None and path.exists() else None)


def _fill_previous(connection: duckdb.DuckDBPyConnection, table: str, source: str | None) -> None:
    """Create a table of the month before; a column that an older version did not write yet is null."""
    connection.execute(f"create table input.{table} ({PREVIOUS_COLUMNS[table]})")
    if source is None:
        return
    wanted = [row[0] for row in connection.execute(f"describe input.{table}").fetchall()]
    there = {row[0] for row in connection.execute(f"describe select * from {source}").fetchall()}
    columns = ", ".join(column for column in wanted if column in there)
    connection.execute(f"insert into input.{table} by name select {columns} from {source} {ONLY_OURS}")


def _fall_back_on_released(connection: duckdb.DuckDBPyConnection, releases: Sequence[Path]) -> None:
    """Take what the month before hands on from its release for agencies of which it has no tables.

    Its tables are the truth that corrections settle against, so that money and what is carried agree.
    """
    missing = connection.execute(
        "select agency_id from input.agency where agency_id not in "
        "(select agency_id from input.previous_month_state)"
    ).fetchall()
    states = [folder / "month_state.parquet" for folder in releases if (folder.parent.name,) in missing]
    if found := sorted(path for path in states if path.exists()):
        connection.execute(f"insert into input.previous_month_state by name select * from {parquet(found)}")
