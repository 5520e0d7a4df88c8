"""Reading the marts through the catalogue of views, never locking it and never holding it open."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb

from contracts.home import Home
from delivery.errors import CatalogueUnreadableError, MonthNotRunError

Row = dict[str, Any]


@contextmanager
def open_marts(home: Home, month: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """Read-only connection to `home.catalogue` for a look at `month`.

    Raises MonthNotRunError when no run has committed a catalogue, CatalogueUnreadableError when DuckDB
    cannot read it or a file behind it.
    """
    if not home.catalogue.exists():
        raise MonthNotRunError(not_run(month))
    try:
        with duckdb.connect(str(home.catalogue), read_only=True) as connection:
            _keep_footers(connection)
            yield connection
    except duckdb.Error as error:
        raise CatalogueUnreadableError(_unreadable(home, str(error).splitlines()[0], month)) from error


def _unreadable(home: Home, why: str, month: str) -> str:
    """Say what mends the file that DuckDB names, else the tables of the month."""
    if f"{home.releases}/" in why:
        return f"Berkas rilis rusak ({why}): `kinerja verify` menunjukkan letaknya; pulihkan dari cadangan."
    named = re.search(rf"{re.escape(str(home.marts))}/(\d{{4}}-\d\d)/", why)
    return (
        f"Katalog {home.catalogue} tidak dapat dibaca ({why}); "
        f"bangun kembali dengan `kinerja run {named[1] if named else month}`."
    )


def _keep_footers(connection: duckdb.DuckDBPyConnection) -> None:
    """Read the footer of a Parquet file once for all queries: the files behind the views never change."""
    setting = "parquet_metadata_cache"
    if rows(connection, f"select 1 as one from duckdb_settings() where name = '{setting}'"):  # noqa: S608 - a name of this line
        connection.execute(f"set {setting} = true")


def not_run(month: str) -> str:
    """Return the sentence for a month without marts."""
    return f"Bulan {month} belum dijalankan; ketik `kinerja run {month}` lebih dahulu."


def rows(
    connection: duckdb.DuckDBPyConnection,
    query: str,
    parameters: Sequence[object] | Mapping[str, object] = (),
) -> list[Row]:
    """Every row of `query` as a dict in column order; meant for the few rows of one person or agency."""
    bound = dict(parameters) if isinstance(parameters, Mapping) else list(parameters)
    cursor = connection.execute(query, bound)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


def has_table(connection: duckdb.DuckDBPyConnection, schema: str, name: str) -> bool:
    """Tell whether the catalogue has a view: builds of an older program may lack it."""
    found = connection.execute(
        "select 1 from information_schema.tables where table_schema = ? and table_name = ?", [schema, name]
    ).fetchall()
    return bool(found)


def views(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Names of the views of schema `marts`; evidence views may be absent."""
    found = connection.execute(
        "select table_name from information_schema.tables where table_schema = 'marts'"
    ).fetchall()
    return {str(name) for (name,) in found}
