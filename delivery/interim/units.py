"""How a month stands until a day: scores so far of each unit, workdays so far, how many need help."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TypedDict

import duckdb

from contracts.dates import month_days
from contracts.home import Home
from delivery.catalogue import Row, open_marts, rows
from delivery.interim.attention import attention

SCHEMA_VERSION = 1

WORKDAYS = """
select agency_id, count(*) filter (where date <= $until) as counted, count(*) as whole
from compiled.calendar_days
where month = $month and pattern_id = 'default' and is_workday and date between $first and $last
group by agency_id
"""
PEOPLE = """
select agency_id, unit_id, any_value(unit_name) as unit_name, count(*) as people
from marts.monthly_incentives where month = $month
group by agency_id, unit_id order by agency_id, unit_id
"""
# A person counts once in each measure, by the last stretch; the mean is weighed as in the aspect.
SCORES = """
with asked as (
    select agency_id, employee_id, aspect, measure, arg_max(unit_id, assignment_id) as unit_id,
        arg_max(score_e4, assignment_id) filter (where score_e4 is not null) as score_e4,
        arg_max(weight_e4, assignment_id) as weight_e4
    from marts.performance_indicators where month = $month
    group by all
)
select agency_id, unit_id, aspect,
    count(distinct employee_id) as people_asked,
    count(distinct employee_id) filter (where score_e4 is not null) as people_scored,
    cast(sum(cast(score_e4 as hugeint) * weight_e4) as varchar) as weighed_e8,
    cast(sum(cast(weight_e4 as hugeint)) filter (where score_e4 is not null) as varchar) as weight_e4
from asked group by all order by all
"""


class AspectSoFar(TypedDict):
    """One aspect in a unit: whom it is asked of, of whom it is known, and their mean x 10,000, halves up."""

    aspect: str
    people_asked: int
    people_scored: int
    mean_score_e4: int | None


class UnitSoFar(TypedDict):
    """One unit. `people_below` crossed a threshold of the policy, or have no evidence of attendance."""

    unit_id: str
    unit_name: str | None
    people: int
    people_below: int
    aspects: list[AspectSoFar]


class AgencySoFar(TypedDict):
    """One agency: workdays of its calendar until the day and in the whole month, and its units.

    `next_interim_on`: first day after this one until which its policy wants a running month reviewed.
    """

    agency_id: str
    next_interim_on: str | None
    workdays_counted: int
    workdays_of_month: int
    units: list[UnitSoFar]


class InterimStatus(TypedDict):
    """What `kinerja status MONTH --until DATE --json` promises. `names_file`: people below, for HR alone."""

    schema_version: int
    month: str
    until: str
    agencies: list[AgencySoFar]
    names_file: str


def interim_status(
    aside: Home, month: str, until: dt.date, names_file: str, interims: Mapping[str, dt.date]
) -> InterimStatus:
    """Read a review; `aside` is its home, `interims` the next day of a review by agency."""
    first, last = month_days(month)
    with open_marts(aside, month) as connection:
        bound = {"month": month, "until": until, "first": first, "last": last}
        days = rows(connection, WORKDAYS, bound)
        units = rows(connection, PEOPLE, {"month": month})
        scores = _scores(connection, month)
        below: dict[tuple[str, str], set[str]] = {}
        for one in attention(connection, month):
            below.setdefault((one["agency_id"], str(one["unit_id"])), set()).add(one["employee_id"])
    return {
        "schema_version": SCHEMA_VERSION,
        "month": month,
        "until": until.isoformat(),
        "agencies": [
            {
                "agency_id": row["agency_id"],
                "next_interim_on": following.isoformat()
                if (following := interims.get(row["agency_id"]))
                else None,
                "workdays_counted": row["counted"],
                "workdays_of_month": row["whole"],
                "units": [
                    _unit(unit, scores, len(below.get((unit["agency_id"], str(unit["unit_id"])), ())))
                    for unit in units
                    if unit["agency_id"] == row["agency_id"]
                ],
            }
            for row in sorted(days, key=lambda row: str(row["agency_id"]))
        ],
        "names_file": names_file,
    }


def _unit(unit: Row, scores: dict[tuple[str, str], list[AspectSoFar]], below: int) -> UnitSoFar:
    return {
        "unit_id": unit["unit_id"],
        "unit_name": unit["unit_name"],
        "people": unit["people"],
        "people_below": below,
        "aspects": scores.get((unit["agency_id"], unit["unit_id"]), []),
    }


def _scores(connection: duckdb.DuckDBPyConnection, month: str) -> dict[tuple[str, str], list[AspectSoFar]]:
    found: dict[tuple[str, str], list[AspectSoFar]] = {}
    for row in rows(connection, SCORES, {"month": month}):
        found.setdefault((row["agency_id"], row["unit_id"]), []).append(
            {
                "aspect": row["aspect"],
                "people_asked": row["people_asked"],
                "people_scored": row["people_scored"],
                "mean_score_e4": _mean(row["weighed_e8"], row["weight_e4"]),
            }
        )
    return found


def _mean(weighed: str | None, weight: str | None) -> int | None:
    """Whole x 10^4 of a weighed sum over its weights, halves up."""
    if weighed is None or not weight or not int(weight):
        return None
    return (2 * int(weighed) + int(weight)) // (2 * int(weight))


def aspects_of(units: Sequence[UnitSoFar]) -> list[str]:
    """Aspects that any of the units is asked, in the order in which people know them."""
    known = ("discipline", "productivity", "public_service")
    asked = {item["aspect"] for unit in units for item in unit["aspects"]}
    return [*(name for name in known if name in asked), *sorted(asked - set(known))]
