"""The tables of some people copied into memory: a statement asks thirty questions, a view answers slowly."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import duckdb

from contracts.home import Home
from delivery.catalogue import open_marts

SCHEMAS = ("marts", "accepted", "compiled", "catalogue")
# Whole for the agency: superiors are named, and an objection may be told of by a later month's run.
WHOLE = ("accepted.employee_assignment",)
ALL_MONTHS = ("marts.objections",)
NEVER = ("accepted.punch", "catalogue.line_measures", "catalogue.line_days")


@contextmanager
def tables_of(
    home: Home, agency_id: str, month: str, people: Sequence[str]
) -> Iterator[duckdb.DuckDBPyConnection]:
    """In-memory database with the catalogue's views as tables, of one agency's month and some of its people.

    Rows that are about nobody stay. Raises what `open_marts` raises.
    """
    with open_marts(home, month) as source:
        views = source.execute(
            "select table_schema, table_name, list(column_name) from information_schema.columns "
            "where list_contains(?, table_schema) group by all order by all",
            [list(SCHEMAS)],
        ).fetchall()
        memory = duckdb.connect()
        try:
            for schema in SCHEMAS:
                memory.execute(f"create schema {schema}")
            for schema, name, columns in views:
                query, values = _rows_of(f"{schema}.{name}", columns, agency_id, month, people)
                if f"{schema}.{name}" not in NEVER:
                    found = source.execute(query, values).to_arrow_table()
                    memory.register("found", found)
                    memory.execute(f'create table {schema}."{name}" as select * from found')  # noqa: S608 - names of our own views
                    memory.unregister("found")
            yield memory
        finally:
            memory.close()


def _rows_of(
    name: str, columns: Sequence[str], agency_id: str, month: str, people: Sequence[str]
) -> tuple[str, list[object]]:
    """Query of a view's rows about the month and the people, with its values."""
    conditions: list[tuple[str, object]] = []
    if "agency_id" in columns:
        conditions.append(("agency_id = ?", agency_id))
    if "month" in columns and name not in ALL_MONTHS:
        conditions.append(("month = ?", month))
    if "employee_id" in columns and name not in WHOLE:
        about = "(employee_id is null or list_contains(?::varchar[], employee_id))"
        conditions.append((about, [*people]))
    where = " and ".join(text for text, _ in conditions) or "true"
    return f"select * from {name} where {where}", [value for _, value in conditions]  # noqa: S608 - as above
