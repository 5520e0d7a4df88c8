"""Rows of a month as they go to PostgreSQL: what they are, a hash to compare them by, and CSV in pieces."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

import duckdb
import polars as pl

from contracts.home import Home
from delivery import ledger
from delivery.catalogue import not_run
from delivery.errors import MonthNotRunError, PublishRefused
from delivery.postgres.declared import Table, tables
from delivery.postgres.releases import quoted, read_releases, read_specials, releases_of_month

SQL: Final = Path(__file__).with_name("sql")
BATCH_ROWS: Final = 50_000
# Between the values of a row and for null, where rows are hashed; no text has them.
_UNIT: Final = "chr(31)"
_NULL: Final = "chr(30)"


class Content(NamedTuple):
    """How many rows an agency has in a table, and a hash of them in whatever order."""

    rows: int
    sha256: str


@dataclass(frozen=True)
class Sources:
    """Every table of the month as a relation of `connection`; `agencies` are those that are published.

    `released`: of these, who has a release of the month.
    """

    connection: duckdb.DuckDBPyConnection
    agencies: tuple[str, ...]
    released: tuple[str, ...]

    def contents(self, table: Table) -> dict[str, Content]:
        """Content of a table for each agency published, of those without rows too."""
        values = f" || {_UNIT} || ".join(
            f"coalesce(cast({_name(column.name)} as varchar), {_NULL})" for column in table.columns
        )
        found = self.connection.execute(
            f"""
            select agency_id, sum(n)::bigint, sha256(string_agg(part, '' order by place)) from (
                select agency_id, left(hash, 2) as place, count(*) as n,
                    sha256(string_agg(hash, '' order by hash)) as part
                from (select agency_id, sha256({values}) as hash from {table.source})
                group by all
            ) group by agency_id
            """  # noqa: S608 - names of our own columns
        ).fetchall()
        empty = dict.fromkeys(self.agencies, Content(0, ""))
        return empty | {agency: Content(rows, sha256) for agency, rows, sha256 in found}

    def csv(self, table: Table, agencies: Sequence[str] = ()) -> Iterator[bytes]:
        """Rows of agencies, else all, by their key, in pieces; text is quoted, null is nothing."""
        names = ", ".join(f'"{column.name}"' for column in table.columns)
        key = ", ".join(f'"{name}"' for name in table.key)
        chosen = "where list_contains($agencies, agency_id)" if agencies else ""
        cursor = self.connection.execute(
            f"select {names} from {table.source} {chosen} order by {key}",  # noqa: S608 - names of our own columns, values bound
            {"agencies": [*agencies]} if agencies else {},
        )
        for batch in cursor.to_arrow_reader(BATCH_ROWS):
            frame = pl.DataFrame(pl.from_arrow(batch))
            yield frame.write_csv(include_header=False, quote_style="non_numeric").encode()


@contextmanager
def open_sources(home: Home, month: str, agencies: Sequence[str], *, memory_limit: str) -> Iterator[Sources]:
    """Relations of the month: releases of it, the snapshot for BI, and the catalogue.

    Raises MonthNotRunError where the month has no tables, PublishRefused for an agency that is not in it, a
    release whose bytes are not those of its manifest, or a file that went while it was read.
    """
    if not (home.catalogue.exists() and home.snapshot.exists()):
        raise MonthNotRunError(not_run(month))
    try:
        with (
            TemporaryDirectory(dir=home.serving, prefix=".postgres-") as spill,
            duckdb.connect(config={"memory_limit": memory_limit, "temp_directory": spill}) as connection,
        ):
            connection.execute(f"attach {quoted(home.catalogue)} as lake (read_only)")
            connection.execute(f"attach {quoted(home.snapshot)} as snapshot (read_only)")
            yield _sources(connection, home, month, agencies)
    except duckdb.Error as error:
        raise PublishRefused(
            f"Tabel bulan {month} tidak dapat dibaca ({str(error).splitlines()[0]}); bila sedang dihitung, "
            f"ulangi setelah selesai, selain itu ketik `kinerja run {month}`."
        ) from error


def _sources(
    connection: duckdb.DuckDBPyConnection, home: Home, month: str, agencies: Sequence[str]
) -> Sources:
    of_month = connection.execute(
        "select agency_id from lake.marts.agency_gates where month = $month "
        "and exists (select 1 from snapshot.bi.dim_month where month = $month)",
        {"month": month},
    ).fetchall()
    releases = releases_of_month(home, month)
    known = sorted({str(agency) for (agency,) in of_month} | {release.agency_id for release in releases})
    if not of_month:
        raise MonthNotRunError(not_run(month))
    if strange := sorted(set(agencies) - set(known)):
        raise PublishRefused(
            f"Bulan {month} tidak memuat {', '.join(strange)}; yang ada: {', '.join(known)}."
        )
    chosen = tuple(agency for agency in known if not agencies or agency in agencies)
    connection.execute("create temp table chosen as select unnest(?) as agency_id", [[*chosen]])
    connection.execute("set variable month = $month", {"month": month})
    _closed_signals(connection, home)
    connection.execute((SQL / "hr.sql").read_text(encoding="utf-8"))
    read_releases(connection, [release for release in releases if release.agency_id in chosen])
    read_specials(connection, home, month, chosen)
    for table in tables():
        if table.name == "unit_totals":
            connection.execute((SQL / "payroll.sql").read_text(encoding="utf-8"))
        _create_view(connection, table)
    released = tuple(sorted({release.agency_id for release in releases} & set(chosen)))
    return Sources(connection, chosen, released)


def _closed_signals(connection: duckdb.DuckDBPyConnection, home: Home) -> None:
    """Keep how signals were closed as a table, from the ledger: it is in no mart of the month."""
    names = ("signal_id", "evidence_key", "result", "by", "reason", "document")
    closings = {(event["signal_id"], event["evidence_key"]): event for event in ledger.read(home, "signals")}
    frame = pl.DataFrame(
        [{name: event[name] for name in names} for event in closings.values()],
        schema=dict.fromkeys(names, pl.String),
    )
    told = {name: f"closed_{name}" for name in ("by", "reason", "document")}
    connection.register("closed_signals", frame.rename(told).to_arrow())


def _create_view(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """View of the table's columns with their types, of the month and the agencies that are published.

    A column that an older release does not have is null; a table that no release has is empty.
    """
    origin = f"snapshot.bi.{table.name}" if table.schema == "bi" else f"raw_{table.source}"
    try:
        there = {str(row[0]) for row in connection.execute(f"describe {origin}").fetchall()}
    except duckdb.CatalogException:
        if table.schema != "payroll":
            raise
        there = set()
    columns = ", ".join(
        f"cast({_name(column.name) if column.name in there else 'null'} as {column.kind}) "
        f"as {_name(column.name)}"
        for column in table.columns
    )
    rows = origin if there else "(select 1 where false)"
    ours = ["agency_id in (select agency_id from chosen)"] if table.of_agencies and there else []
    ours += ["month = getvariable('month')"] if table.is_monthly and there else []
    where = " and ".join(ours) or "true"
    connection.execute(
        f"create temp view {table.source} as select {columns} from {rows} where {where}"  # noqa: S608 - names of our own tables
    )


def _name(text: str) -> str:
    return f'"{text}"'
