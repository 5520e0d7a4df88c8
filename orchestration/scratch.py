"""A look aside: a month computed again in a folder of its own, from the accepted rows of its current build.

The home is only read. What it needs lies in a temporary folder that goes when the look is over.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from contracts.dates import month_before
from contracts.home import Home
from delivery.holds import finding_key
from orchestration.builds import Build
from orchestration.catalogue import current_builds, previous_marts
from orchestration.duck import database, database_in_memory, parquet, text
from orchestration.errors import RefusedError
from orchestration.model_sql import build_models
from orchestration.warehouse import PREVIOUS_TABLES, WorkInputs, create_month_tables
from orchestration.workspace import Workspace

# Rows of people: a look at some of them leaves out the others.
PERSONAL = (
    "employee_assignment",
    "punch",
    "attendance_recap",
    "shift",
    "leave",
    "rating",
    "activity",
    "case_task",
    "discipline_case",
    "opening_balance",
    "obligation",
    "rating_360",
    "repayment",
    "training",
    "objection",
    "person_hold",
)


@dataclass(frozen=True)
class Look:
    """What is computed again.

    Attributes:
        home: whose month it is.
        build: current build of the month.
        agencies: agencies taken along.
        people: employees taken along; empty: everybody.
        counted_until: last day that an interim review counts; None: the month is whole.

    """

    home: Home
    build: Build
    agencies: Sequence[str]
    people: Sequence[str] = ()
    counted_until: date | None = None

    def folders(self, root: Path) -> Mapping[Path, list[str]]:
        """Folders of one kind of input, each with the agencies that it lends."""
        lent: dict[Path, list[str]] = {}
        for agency in self.agencies:
            lent.setdefault(root / self.build.month / self.build.agencies[agency], []).append(agency)
        return lent


def current_build(home: Home, month: str) -> Build:
    """Build of a month that was run.

    Raises:
        RefusedError: the month was not run, or by a version that kept no rules.

    """
    build = current_builds(home).get(month)
    if build is None:
        raise RefusedError(f"Bulan {month} belum dijalankan; ketik `kinerja run {month}` lebih dahulu.")
    if not all((home.compiled / month / own).is_dir() for own in build.agencies.values()):
        raise RefusedError(f"Bulan {month} dijalankan versi lama; ketik `kinerja run {month}` sekali lagi.")
    return build


@contextmanager
def scratch(look: Look, compiled: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """Work database with schema `input` filled and no model built; `compiled` stands for the build's rules.

    Rows of a record type are a table when people are chosen, so that they can be changed, else a view.
    """
    with (
        TemporaryDirectory(prefix="kinerja-") as folder,
        _opened(Workspace(Path(folder)), look) as connection,
    ):
        connection.execute("create schema input")
        connection.execute("set variable people = ?::varchar[]", [list(look.people)])
        _create_rows(connection, look)
        for path, agencies in _rules(look, compiled):
            _add(connection, path.stem, f"select * from {parquet([path])} where {_of(agencies)}")
        create_month_tables(
            connection,
            WorkInputs(
                month=look.build.month,
                accepted=look.home.accepted,
                quarantined=look.home.quarantined,
                compiled=look.home.compiled,
                previous_work=None,
                previous_marts=previous_marts(look.home, look.build.month, PREVIOUS_TABLES),
                previous_releases=[
                    look.home.releases / month_before(look.build.month) / agency_id / "r1"
                    for agency_id in look.agencies
                ],
                finding_key=finding_key(look.home),
                counted_until=look.counted_until,
            ),
        )
        yield connection


def _opened(workspace: Workspace, look: Look) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
    """Database of a look; the rows of some people fit into memory, where a commit waits for no disk."""
    if look.people:
        return database_in_memory(workspace)
    return database(workspace, look.home.accepted / look.build.month)


def compute(connection: duckdb.DuckDBPyConnection, *, with_tests: bool = False) -> None:
    """Build the models; what must always hold is proved for whole agencies only."""
    build_models(connection, with_tests=with_tests)


def _rules(look: Look, compiled: Path | None) -> Iterator[tuple[Path, Sequence[str]]]:
    lent = look.folders(look.home.compiled) if compiled is None else {compiled: list(look.agencies)}
    for folder, agencies in lent.items():
        for path in sorted(folder.glob("*.parquet")):
            yield path, agencies


def _create_rows(connection: duckdb.DuckDBPyConnection, look: Look) -> None:
    selects: dict[str, list[str]] = {}
    for folder, agencies in look.folders(look.home.accepted).items():
        for record_type in sorted(folder.glob("*/")):
            files = sorted(record_type.glob("*.parquet"))
            if files:
                query = f"select * from {parquet(files)} where {_of(agencies)}"
                if look.people and record_type.name in PERSONAL:
                    query += " and list_contains(getvariable('people'), employee_id)"
                selects.setdefault(record_type.name, []).append(query)
    for folder, agencies in look.folders(look.home.quarantined).items():
        files = sorted(folder.glob("*.parquet"))
        query = f"select * from {parquet(files)} where {_of(agencies)}"
        selects.setdefault("quarantined_rows", []).append(query)
    kind = "table" if look.people else "view"
    for name, queries in selects.items():
        connection.execute(f'create {kind} input."{name}" as ' + " union all by name ".join(queries))


def _add(connection: duckdb.DuckDBPyConnection, table: str, query: str) -> None:
    connection.execute(f'create table if not exists input."{table}" as {query} limit 0')
    connection.execute(f'insert into input."{table}" by name {query}')


def _of(agencies: Sequence[str]) -> str:
    return f"agency_id in ({', '.join(text(agency) for agency in agencies)})"
