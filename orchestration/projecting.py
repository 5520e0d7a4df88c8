"""How a running month may end: rows for the days ahead added aside, and the month computed whole.

Everybody of the person's unit gets them, because days without evidence and means of a unit look at all.
"""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

import duckdb

from contracts.dates import month_days
from contracts.home import Home
from orchestration import coming_rows
from orchestration.scratch import Look, compute, current_build, scratch
from orchestration.whatifs import colleagues

Facts = TypeVar("Facts")
Read = Callable[[duckdb.DuckDBPyConnection], Facts]


def outlooks(
    aside: Home, employee_id: str, month: str, until: date, read: Read[Facts]
) -> tuple[Facts, Facts, Facts]:
    """`read` of a person's month as it is so far, at its best end, and at its end if it goes on like this.

    At best every day ahead is worked in time, what waits for approval is approved, who is not rated yet gets
    the highest predicate, and what has its deadline ahead keeps it. Going on like this, the days ahead repeat
    the last days that count, and a rating the last one. `aside` is the home of the review.

    Raises:
        RefusedError: the person is not in the review.

    """
    build = current_build(aside, month)
    agency_id, people = colleagues(aside, build, employee_id)
    counted_until = until if until < month_days(month)[1] else None
    with scratch(Look(aside, build, [agency_id], people, counted_until)) as connection:
        connection.execute("set variable until = ?", [counted_until or date.max])
        compute(connection)
        so_far = read(connection)
        best = _ended(connection, coming_rows.at_best, read)
        alike = _ended(connection, coming_rows.alike, read)
    return so_far, best, alike


def _ended(
    connection: duckdb.DuckDBPyConnection,
    fill: Callable[[duckdb.DuckDBPyConnection], None],
    read: Read[Facts],
) -> Facts:
    """Compute the month whole with rows added, read it, and take everything back."""
    connection.execute("begin")
    try:
        fill(connection)
        connection.execute("update input.run_month set counted_until = null")
        for schema in ("marts", "intermediate", "staging"):
            connection.execute(f"drop schema {schema} cascade")
        compute(connection)
        return read(connection)
    finally:
        connection.execute("rollback")
