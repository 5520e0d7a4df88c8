"""What if: one person's accepted rows changed, and the month computed again aside for the unit.

People of the same unit come along because days without evidence and means of a unit look at them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb

from contracts.home import Home
from orchestration.builds import Build
from orchestration.duck import parquet
from orchestration.errors import RefusedError
from orchestration.row_changes import late, leave, present, rate, tasks
from orchestration.scratch import Look, compute, current_build, scratch
from orchestration.unit_changes import answered, surveyed


@dataclass(frozen=True)
class Change:
    """What is otherwise.

    Attributes:
        present: so many absent days become days of work in time, the costliest first.
        late: so many late days become days in time, the costliest first.
        tasks: so many more cases in time, or approved activities.
        rating: another predicate; empty: as it is.
        answered: so many late or open complaints about the person's units are answered in time.
        ikm: another index of satisfaction of the person's units; empty: as it is.
        leave: `TYPE=DAYS` of approved leave in a row; empty: none.

    """

    present: int = 0
    late: int = 0
    tasks: int = 0
    rating: str = ""
    answered: int = 0
    ikm: str = ""
    leave: str = ""


@contextmanager
def changed(home: Home, employee_id: str, month: str, change: Change) -> Iterator[duckdb.DuckDBPyConnection]:
    """Database whose marts hold the person's unit as it would be.

    Raises:
        RefusedError: the month was not run, the person is not in it, or there is nothing so to change.

    """
    build = current_build(home, month)
    agency_id, people = colleagues(home, build, employee_id)
    with scratch(Look(home, build, [agency_id], people)) as connection:
        compute(connection)
        connection.execute("set variable person = ?", [employee_id])
        measures = {
            row[0]
            for row in connection.execute(
                "select distinct measure from marts.performance_indicators "
                "where employee_id = getvariable('person')"
            ).fetchall()
        }
        present(connection, change.present)
        late(connection, change.late)
        tasks(connection, change.tasks, measures)
        rate(connection, change.rating, measures)
        answered(connection, change.answered, measures)
        surveyed(connection, change.ikm, measures)
        leave(connection, change.leave)
        for schema in ("marts", "intermediate", "staging"):
            connection.execute(f"drop schema {schema} cascade")
        compute(connection)
        yield connection


def colleagues(home: Home, build: Build, employee_id: str) -> tuple[str, list[str]]:
    """Agency of a person of a month, and everybody of the units that the person is measured in.

    Raises:
        RefusedError: the person is not in the month, or in that of several agencies.

    """
    marts = home.marts / build.month / build.build_id
    people = parquet([marts / "monthly_incentives.parquet"])
    with duckdb.connect() as reading:
        agencies = reading.execute(
            f"select distinct agency_id from {people} where employee_id = ?", [employee_id]
        ).fetchall()
        if len(agencies) != 1:
            raise RefusedError(
                f"NIP {employee_id} {'tidak ada' if not agencies else 'ada di beberapa pemerintah daerah'} "
                f"dalam tabel {build.month}; periksa NIP (18 angka)."
            )
        [(agency_id,)] = agencies
        unit = reading.execute(
            f"select employee_id from {people} where agency_id = ? and unit_id in "
            f"(select unit_id from {parquet([marts / 'performance_indicators.parquet'])} "
            "where agency_id = ? and employee_id = ? "
            f"union select unit_id from {people} where agency_id = ? and employee_id = ?)",
            [agency_id, agency_id, employee_id, agency_id, employee_id],
        ).fetchall()
    return agency_id, sorted({employee_id, *(row[0] for row in unit)})
