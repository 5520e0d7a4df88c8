"""What must stand in the database: schemas, tables, keys, comments, security of rows; made where missing."""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import psycopg
from psycopg import sql

from delivery.errors import PublishRefused
from delivery.postgres.declared import READERS, SCHEMAS, Table, tables

ACCESS: Final = Path(__file__).with_name("sql") / "access.sql"
# What a row's readers are compared with; the function is evaluated once for a query, not for each row.
_WHOLE: Final = "agency_id = any ((select meta.reads('agency'))::text[])"
_UNIT: Final = "{key} = any ((select meta.reads('unit'))::text[])"
SEEN: Final = {
    "agency": _WHOLE,
    "unit": f"{_WHOLE} or " + _UNIT.format(key="agency_id || '/' || unit_id"),
    "unit_key": f"{_WHOLE} or " + _UNIT.format(key="unit_key"),
    "place": "agency_id = any ((select meta.reads('place'))::text[])",
    "reader": "cardinality((select meta.reads('place'))) > 0",
}

Connection = psycopg.Connection[tuple[object, ...]]


def prepare(connection: Connection) -> bool:
    """Bring the database to the declared tables in the caller's transaction; tell whether it was changed.

    Nothing is touched, and no reader waits, where it stands as declared. A column that is missing is added.
    Raises PublishRefused where a table belongs to another login, or has a column that it should not have.
    """
    _roles(connection)
    [(owner,)] = connection.execute("select session_user").fetchall()
    statements = [*definition(str(owner))]
    stamp = hashlib.sha256("\n".join(statements).encode()).hexdigest()
    found = _columns(connection, str(owner))
    added = [*_added(found)]
    is_whole = len(found) == len(tables()) and not added
    if is_whole and _stamp(connection) == stamp:
        return False
    for statement in [*_made_first(), *added, *statements]:
        connection.execute(statement.encode())
    for table in tables():
        _constraints(connection, table)
    connection.execute("delete from meta.definition")
    connection.execute("insert into meta.definition values (%s)", [stamp])
    return True


def definition(owner: str) -> Iterator[str]:
    """Statements that may be repeated: what readers may do, comments, indexes, security of rows."""
    yield ACCESS.read_text(encoding="utf-8")
    for schema, role in READERS.items():
        yield f"grant usage on schema {schema} to {role}"
        yield f"grant execute on function meta.reads(text) to {role}"
    for table in tables():
        yield f"comment on table {table.full_name} is {_text(f'one row per {table.grain}')}"
        for column in table.columns:
            yield f"comment on column {table.full_name}.{_name(column.name)} is {_text(column.meaning)}"
        for index in table.indexes:
            name = _name("_".join((table.name, *index)))
            yield f"create index if not exists {name} on {table.full_name} ({_names(index)})"
        yield from _security(table, owner)


def _security(table: Table, owner: str) -> Iterator[str]:
    """Rows are for who is mapped to them, and for the login that publishes; its views are bound too."""
    if table.seen == "nobody":
        return
    name, role = table.full_name, READERS[table.schema]
    yield f"alter table {name} enable row level security"
    yield f"alter table {name} force row level security"
    yield f"drop policy if exists publisher on {name}"
    yield (
        f"create policy publisher on {name} to {_name(owner)} "
        f"using (session_user = {_text(owner)}) with check (session_user = {_text(owner)})"
    )
    yield f"drop policy if exists reader on {name}"
    yield f"create policy reader on {name} for select to {role} using ({_seen(table)})"
    yield f"grant select on {name} to {role}"


def _seen(table: Table) -> str:
    if table.seen != "person":
        return SEEN[table.seen]
    [same] = [each for each in table.refers if each.table == table.seen_with]
    alike = " and ".join(f"person.{name} = {table.name}.{name}" for name in same.columns)
    return f"exists (select from {table.seen_with} as person where {alike})"


def _made_first() -> Iterator[str]:
    """Statements that make what is not there, before anything is said of it."""
    for schema in SCHEMAS:
        yield f"create schema if not exists {schema}"
    yield "create table if not exists meta.definition (sha256 text not null)"
    yield (
        "create table if not exists meta.published (table_name text, month text, agency_id text, "
        "row_count bigint not null, sha256 text not null, code_version text not null, "
        "published_at timestamptz not null default now(), primary key (table_name, month, agency_id))"
    )
    yield (
        "create table if not exists meta.readers (reader name not null, agency_id text not null, "
        "unit_id text, note text)"
    )
    yield (
        "create unique index if not exists readers_once "
        "on meta.readers (reader, agency_id, (coalesce(unit_id, '')))"
    )
    for table in tables():
        columns = ", ".join(f"{_name(column.name)} {column.pg_kind}" for column in table.columns)
        yield (f"create table if not exists {table.full_name} ({columns}, primary key ({_names(table.key)}))")


def _roles(connection: Connection) -> None:
    """Create the groups that are missing; refuse one that would see past the security of rows."""
    known: Mapping[str, bool] = dict(
        connection.execute(  # type: ignore[arg-type] # two columns, as selected
            "select rolname, rolsuper or rolbypassrls from pg_roles where rolname = any(%s)",
            [[*READERS.values()]],
        ).fetchall()
    )
    for role in READERS.values():
        if known.get(role):
            raise PublishRefused(
                f"Peran {role} adalah superuser atau BYPASSRLS dan melihat semua baris: cabut dahulu haknya."
            )
        if role not in known:
            try:
                connection.execute(sql.SQL("create role {} nologin").format(sql.Identifier(role)))
            except psycopg.errors.InsufficientPrivilege:
                raise PublishRefused(
                    f"Peran {role} belum ada dan akun ini tidak boleh membuatnya; minta administrator: "
                    f"create role {role} nologin;"
                ) from None


def _columns(connection: Connection, owner: str) -> dict[str, dict[str, str]]:
    """Columns with their types of each declared table that is there."""
    rows = connection.execute(
        "select n.nspname || '.' || c.relname, pg_get_userbyid(c.relowner), a.attname, "
        "format_type(a.atttypid, a.atttypmod) "
        "from pg_class c join pg_namespace n on n.oid = c.relnamespace "
        "join pg_attribute a on a.attrelid = c.oid "
        "where n.nspname = any(%s) and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped",
        [[*SCHEMAS]],
    ).fetchall()
    declared = {table.full_name for table in tables()}
    found: dict[str, dict[str, str]] = {}
    for table, belongs_to, column, kind in rows:
        if table not in declared:
            continue
        if belongs_to != owner:
            raise PublishRefused(
                f"Tabel {table} milik {belongs_to}, bukan {owner}: terbitkan dengan akun {belongs_to}."
            )
        found.setdefault(str(table), {})[str(column)] = str(kind)
    return found


def _added(found: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Statements that add what tables lack; raises PublishRefused for a table that is otherwise."""
    for table in tables():
        there = found.get(table.full_name)
        if there is None:
            continue
        declared = {column.name: column.pg_kind for column in table.columns}
        odd = [
            f"{table.full_name}.{name} ({kind} di basis data, {declared.get(name, 'tidak ada')} di program)"
            for name, kind in there.items()
            if declared.get(name) != kind
        ]
        odd += [f"{table.full_name}.{name} (bagian kunci)" for name in table.key if name not in there]
        if odd:
            raise PublishRefused(f"Kolom berbeda: {'; '.join(odd)}. Tidak ada yang berubah. {_anew(table)}")
        for name, kind in declared.items():
            if name not in there:
                yield f"alter table {table.full_name} add column {_name(name)} {kind}"


def _constraints(connection: Connection, table: Table) -> None:
    """Add the references that are missing; they are looked at when the transaction ends."""
    known = {
        name
        for (name,) in connection.execute(
            "select conname from pg_constraint where conrelid = %s::regclass", [table.full_name]
        ).fetchall()
    }
    for each in table.refers:
        name = f"{table.name}_{each.table.partition('.')[2]}_{each.columns[-1]}"
        if name not in known:
            added = (
                f"alter table {table.full_name} add constraint {_name(name)} "
                f"foreign key ({_names(each.columns)}) references {each.table} ({_names(each.others)}) "
                "deferrable initially deferred"
            )
            try:
                connection.execute(added.encode())
            except psycopg.errors.ForeignKeyViolation:
                raise PublishRefused(
                    f"Baris {table.full_name} merujuk {each.table} yang tidak lagi memuatnya. {_anew(table)}"
                ) from None


def _anew(table: Table) -> str:
    """Say how to make the table again; who reads what stands in schema meta, which therefore stays."""
    drop = (
        f"drop table {table.full_name}" if table.schema == "meta" else f"drop schema {table.schema} cascade"
    )
    return f"Isinya dapat diterbitkan ulang: `{drop}`, lalu terbitkan setiap bulan lagi."


def _stamp(connection: Connection) -> str | None:
    [(there,)] = connection.execute("select to_regclass('meta.definition') is not null").fetchall()
    rows = connection.execute("select sha256 from meta.definition").fetchall() if there else []
    return str(rows[0][0]) if rows else None


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(_name(name) for name in names)


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
