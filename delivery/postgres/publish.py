"""Publish a month to PostgreSQL: one transaction, in which only what changed is written."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import psycopg
from psycopg.sql import SQL, Composed, Identifier

from contracts.home import Home
from delivery.postgres.declared import SCHEMAS, Table, tables
from delivery.postgres.schema import prepare
from delivery.postgres.server import connected, where
from delivery.postgres.sources import Content, Sources, open_sources

# One publish at a time in a database; the number is ours alone: "kinerja" in ASCII.
LOCK: Final = int.from_bytes(b"kinerja")

Connection = psycopg.Connection[tuple[object, ...]]
log = logging.getLogger("kinerja.publish")


@dataclass
class Published:
    """What became of a publish. `written`: rows by schema; nothing at all where the server had them all.

    `agencies`: those that were published; `released`: of these, who has a release of the month.
    """

    place: str
    agencies: tuple[str, ...]
    released: tuple[str, ...]
    written: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SCHEMAS, 0))
    is_changed: bool = False


def publish(
    home: Home, month: str, agencies: Sequence[str], url: str, *, memory_limit: str, code_version: str
) -> Published:
    """Bring the rows of a month to the server, of the agencies or of all; whole or not at all.

    Rows of a month and agency are replaced in tables where they differ from what was published; dimensions
    for BI are added and changed by their key, never taken away. Another publish into the same database is
    waited for. Raises MonthNotRunError and PublishRefused; then the server holds what it held.
    """
    with (
        open_sources(home, month, agencies, memory_limit=memory_limit) as sources,
        connected(url) as connection,
    ):
        _one_at_a_time(connection)
        done = Published(where(url), sources.agencies, sources.released)
        done.is_changed = prepare(connection)
        for table in tables():
            rows = (_replace if table.is_monthly else _merge)(connection, table, sources, month, code_version)
            if rows is not None:
                log.info("%s: %s: %d rows", month, table.full_name, rows)
                done.written[table.schema] += rows
                done.is_changed = True
    return done


def _one_at_a_time(connection: Connection) -> None:
    """Take the lock that ends with the transaction, and let the declared names mean what they say."""
    [(free,)] = connection.execute("select pg_try_advisory_xact_lock(%s)", [LOCK]).fetchall()
    if not free:
        log.info("another publish is at work in the database: waiting for it")
        connection.execute("select pg_advisory_xact_lock(%s)", [LOCK])
    connection.execute("set local search_path = pg_catalog")


def _replace(
    connection: Connection, table: Table, sources: Sources, month: str, code_version: str
) -> int | None:
    """Write rows of the agencies whose rows are others than the server's; None where all are the same."""
    wanted = sources.contents(table)
    there = _there(connection, table, month, [*wanted])
    changed = sorted(agency for agency, content in wanted.items() if there.get(agency) != content)
    if not changed:
        return None
    ours = [month, changed]
    old = SQL("delete from {} where month = %s and agency_id = any(%s)")
    connection.execute(old.format(_table(table)), ours)
    draft = _copied(connection, table, sources, changed)
    fresh = SQL("insert into {table} ({names}) select {names} from {draft}")
    written = connection.execute(fresh.format(table=_table(table), names=_names(table), draft=draft)).rowcount
    connection.execute(
        "delete from meta.published where table_name = %s and month = %s and agency_id = any(%s)",
        [table.full_name, *ours],
    )
    connection.execute(
        "insert into meta.published (table_name, month, code_version, agency_id, row_count, sha256) "
        "select %s, %s, %s, told.* from unnest(%s::text[], %s::bigint[], %s::text[]) as told",
        [
            *(table.full_name, month, code_version, changed),
            *([wanted[each].rows for each in changed], [wanted[each].sha256 for each in changed]),
        ],
    )
    return written


def _there(
    connection: Connection, table: Table, month: str, agencies: Sequence[str]
) -> Mapping[str, Content]:
    """Return what the server has: as it was published, where as many rows are still there."""
    told = SQL("""
        select agency_id, row_count, sha256 from meta.published
        left join (
            select agency_id, count(*) as n from {}
            where month = %(month)s and agency_id = any(%(agencies)s) group by agency_id
        ) as counted using (agency_id)
        where table_name = %(table)s and month = %(month)s and agency_id = any(%(agencies)s)
            and row_count = coalesce(n, 0)
    """)
    rows = connection.execute(
        told.format(_table(table)), {"table": table.full_name, "month": month, "agencies": [*agencies]}
    ).fetchall()
    return {str(agency): Content(int(str(count)), str(sha256)) for agency, count, sha256 in rows}


def _merge(connection: Connection, table: Table, sources: Sources, _month: str, _version: str) -> int | None:
    """Add and change rows of a dimension by their key; None where all stand there as they are."""
    names = [Identifier(column.name) for column in table.columns]
    rest = [Identifier(column.name) for column in table.columns if column.name not in table.key]
    merge = SQL(
        "insert into {table} as old ({names}) select {names} from {draft} on conflict ({key}) "
        "do update set {rest} where ({current}) is distinct from ({fresh})"
    ).format(
        table=_table(table),
        names=_names(table),
        draft=_copied(connection, table, sources, ()),
        key=SQL(", ").join(map(Identifier, table.key)),
        rest=SQL(", ").join(SQL("{0} = excluded.{0}").format(name) for name in rest),
        current=SQL(", ").join(SQL("old.{}").format(name) for name in names),
        fresh=SQL(", ").join(SQL("excluded.{}").format(name) for name in names),
    )
    return connection.execute(merge).rowcount or None


def _copied(connection: Connection, table: Table, sources: Sources, agencies: Sequence[str]) -> Identifier:
    """Bring rows into a table of this session, which it names: COPY knows no security of rows."""
    draft = Identifier("pg_temp", table.source)
    connection.execute(
        SQL("create temp table {} (like {}) on commit drop").format(Identifier(table.source), _table(table))
    )
    into = SQL("copy {} ({}) from stdin (format csv)").format(draft, _names(table))
    with connection.cursor().copy(into) as copy:
        for piece in sources.csv(table, agencies):
            copy.write(piece)
    return draft


def _table(table: Table) -> Identifier:
    return Identifier(table.schema, table.name)


def _names(table: Table) -> Composed:
    return SQL(", ").join(Identifier(column.name) for column in table.columns)
