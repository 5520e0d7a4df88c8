"""What a reader sees of the snapshot in one query over several tables: is it one whole picture?"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import duckdb

# grain: one row per month; a month that any of the tables lacks has an empty column
QUERY: Final = """
select
    month, stamps.stamp, units.people, units.paid, agencies.people, agencies.paid,
    persons.people, persons.paid, persons.first_key
from snapshot.months as stamps
full join (
    select month, cast(sum(people) as integer) as people, cast(sum(paid_amount) as varchar) as paid
    from bi.fact_unit_month
    group by month
) as units using (month)
full join (
    select month, cast(sum(people) as integer) as people, cast(sum(paid_amount) as varchar) as paid
    from bi.fact_agency_month
    group by month
) as agencies using (month)
full join (
    select
        month, cast(count(*) as integer) as people, cast(sum(paid_amount) as varchar) as paid,
        min(person_key) as first_key
    from bi.fact_incentive
    group by month
) as persons using (month)
order by month
"""
COLUMNS: Final = (
    "month",
    "stamp",
    "unit_people",
    "unit_paid",
    "agency_people",
    "agency_paid",
    "person_people",
    "person_paid",
    "first_key",
)
NAMED: Final = f"select * from ({QUERY}) as picture ({', '.join(COLUMNS)})"
Picture = tuple[tuple[object, ...], ...]


def picture(rows: Sequence[Sequence[object]]) -> Picture:
    """Return rows as they can be compared, whatever the client made of their types."""
    return tuple(tuple(None if value is None else str(value) for value in row) for row in rows)


def is_whole(seen: Picture) -> bool:
    """Tell whether every month is in every table, and the tables agree on people and rupiah."""
    return bool(seen) and all(
        None not in row and row[2] == row[4] == row[6] and row[3] == row[5] == row[7] for row in seen
    )


def picture_of(snapshot: Path) -> Picture:
    """Read the picture with the client that wrote it."""
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        return picture(connection.execute(NAMED).fetchall())


def paid_by_month(seen: Picture) -> dict[str, str]:
    """Return what the units of each month are paid, as a chart of it shows."""
    return {str(row[0]): str(row[3]) for row in seen}
