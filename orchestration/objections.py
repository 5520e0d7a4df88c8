"""What objections are held against: the releases that they may name, when people were told, what was mended.

Written as Parquet beside the compiled tables, so that a build names what it was computed from. The ledger and
the releases are read as far as the run knows them; deadlines and states are for the models to say.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

import duckdb
import polars as pl

from contracts.home import Home
from contracts.objection_codes import LINE_CODE_LENGTH
from delivery.release.chain import released_events
from delivery.statement.deliveries import Delivery, deliveries
from delivery.statement.secret import pseudonym
from orchestration.catalogue import current_builds
from orchestration.duck import parquet, text
from orchestration.request import Request
from orchestration.workspace import Workspace

if TYPE_CHECKING:
    from contracts.acceptance.objections import Objectable

COLUMNS: Mapping[str, str] = {
    "objection_clock": "agency_id varchar, employee_id varchar, for_month varchar, "
    "told_on date, told_by varchar",
    "objection_mends": "agency_id varchar, for_month varchar, mending_file varchar",
}
_ASKED = ("agency_id", "employee_id", "objected_month")


class _Release(NamedTuple):
    """One release as the ledger tells it: its folder and when it was made."""

    agency_id: str
    month: str
    folder: Path
    at: datetime


def create_objection_tables(connection: duckdb.DuckDBPyConnection, schema: str = "input") -> None:
    """Create each table that is not there yet, empty."""
    for name, columns in COLUMNS.items():
        connection.execute(f'create table if not exists "{schema}"."{name}" ({columns})')


def objectable(
    home: Home, asked: pl.DataFrame, files: pl.DataFrame, known_until: datetime | None
) -> "Objectable":
    """Return what objections may name.

    asked: parsed rows of objections. files: a row per landed file with agency_id, path, outcome, rows_read.
    """
    from contracts.acceptance.objections import LANDED, RELEASED, Objectable

    months = {(agency, month) for agency, month in asked.select("agency_id", "objected_month").iter_rows()}
    people = asked["employee_id"].drop_nulls().unique().to_list()
    lines = [
        _lines(release, people)
        for release in _releases(home, known_until)
        if (release.agency_id, release.month) in months
    ]
    bare = pl.col("path").str.strip_prefix(pl.col("agency_id") + "/").alias("mending_file")
    landed = files.filter(pl.col("outcome") == "parsed").select("agency_id", bare, "rows_read")
    return Objectable(pl.concat([pl.DataFrame(schema=RELEASED), *lines]), landed.cast(LANDED))  # type: ignore[arg-type]  # polars types the keys of a schema as invariant


def write_objection_inputs(home: Home, request: Request, workspace: Workspace) -> None:
    """Write the tables of COLUMNS for a month to the workspace's compiled tables."""
    found = sorted((workspace.accepted / "objection").glob("*.parquet"))
    asked = pl.concat([pl.read_parquet(path) for path in found]).select(*_ASKED, "mending_file")
    zones = dict(
        pl.read_parquet(workspace.compiled / "agency.parquet").select("agency_id", "zone").iter_rows()
    )
    earlier = asked.filter(pl.col("mending_file").is_not_null() & (pl.col("objected_month") < request.month))
    rows: dict[str, list[tuple[object, ...]]] = {
        "objection_clock": sorted(
            _clock(home, asked.select(_ASKED).unique().rows(), zones, request.ledger_until)
        ),
        "objection_mends": sorted(
            _mends(home, workspace, earlier["objected_month"].unique().sort().to_list())
        ),
    }
    with duckdb.connect() as connection:
        create_objection_tables(connection, "main")
        for name, values in rows.items():
            if values:
                marks = ", ".join("?" for _ in values[0])
                connection.executemany(f"insert into {name} values ({marks})", values)
            target = text(workspace.compiled / f"{name}.parquet")
            connection.execute(f"copy (select * from {name} order by all) to {target} (format parquet)")


def _releases(home: Home, known_until: datetime | None) -> Iterator[_Release]:
    """Yield the releases that stand, oldest first, as known at a time."""
    for event in released_events(home):
        at = datetime.fromisoformat(event["at"])
        folder = home.releases / event["month"] / event["agency_id"] / f"r{event['release']}"
        if folder.is_dir() and (known_until is None or at <= known_until):
            yield _Release(event["agency_id"], event["month"], folder, at)


def _lines(release: _Release, people: Sequence[str]) -> pl.DataFrame:
    """RELEASED of the people asked for; someone without lines has one row."""
    place = [pl.lit(release.agency_id).alias("agency_id"), pl.lit(release.month).alias("objected_month")]
    of_them = pl.col("employee_id").is_in(people)
    lines = pl.scan_parquet(release.folder / "incentive_lines.parquet").filter(of_them)
    persons = pl.scan_parquet(release.folder / "monthly_incentives.parquet").filter(of_them)
    code = pl.col("line_id").str.head(LINE_CODE_LENGTH).alias("line_code")
    joined = persons.select("employee_id").join(
        lines.select("employee_id", code), on="employee_id", how="left"
    )
    return joined.select(*place, "employee_id", "line_code").collect()


def _clock(
    home: Home,
    asked: Sequence[tuple[str, str, str]],
    zones: Mapping[str, str],
    known_until: datetime | None,
) -> Iterator[tuple[str, str, str, date, str]]:
    """When each person was told of a month: by a statement, else by the release that holds the person."""
    if not asked:
        return
    told: dict[tuple[str, str, str], list[Delivery]] = {}
    for delivery in deliveries(home, known_until):
        told.setdefault((delivery.agency_id, delivery.month, delivery.person), []).append(delivery)
    releases = [*_releases(home, known_until)]
    people = [employee_id for _, employee_id, _ in asked]
    held_by = [(each, set(_lines(each, people)["employee_id"])) for each in releases]
    for agency_id, employee_id, month in asked:
        zone = ZoneInfo(zones.get(agency_id, "Asia/Jakarta"))
        own = told.get((agency_id, month, pseudonym(home, agency_id, employee_id)), [])
        by_statement = [each.at for each in own if each.release]
        by_release = [
            each.at
            for each, persons in held_by
            if (each.agency_id, each.month) == (agency_id, month) and employee_id in persons
        ]
        for by, times in (
            ("rincian", by_statement),
            ("rilis", by_release),
            ("pratinjau", [each.at for each in own]),
        ):
            if times:
                yield agency_id, employee_id, month, min(times).astimezone(zone).date(), by
                break


def _mends(home: Home, workspace: Workspace, months: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Files whose rows count in the current tables of earlier months, those of this run first."""
    builds = current_builds(home) if months else {}
    for month in months:
        in_run = Workspace(workspace.folder.parent / month).database
        query = (
            "select agency_id, substr(path, length(agency_id) + 2) from {} "
            "where outcome = 'parsed' and rows_accepted > 0"
        )
        if in_run.exists():
            with duckdb.connect(str(in_run), read_only=True) as work:
                found = work.execute(query.format("input.file_outcomes")).fetchall()
        elif month in builds:
            path = home.marts / month / builds[month].build_id / "file_outcomes.parquet"
            found = duckdb.execute(query.format(parquet([path]))).fetchall()
        else:
            found = []
        yield from ((agency_id, month, path) for agency_id, path in found)
