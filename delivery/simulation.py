"""A month as it is beside the same month under another policy: who gains, who loses, the budget, cliffs."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NotRequired, TypedDict

import duckdb

from delivery.catalogue import Row, rows
from delivery.wording import decimal_text

SCHEMA_VERSION = 1

# A hair: what nobody steers in a morning (a queue at the machine, a clock that is off) is about two minutes,
# and one point of a hundred is one task of a hundred. Where many stand so near an edge, luck moves their pay.
NEAR_MINUTES = 2
NEAR_POINTS = 1

E4 = 10_000

PEOPLE = """
create or replace temp view people as
select
    coalesce(later.agency_id, earlier.agency_id) as agency_id,
    coalesce(later.employee_id, earlier.employee_id) as employee_id,
    coalesce(later.unit_id, earlier.unit_id) as unit_id,
    coalesce(later.job_class, earlier.job_class) as job_class,
    coalesce(later.employment_status, earlier.employment_status) as employment_status,
    coalesce(earlier.computed_amount, 0) as before_amount,
    coalesce(later.computed_amount, 0) as after_amount,
    coalesce(earlier.incentive_amount, 0) as before_paid,
    coalesce(later.incentive_amount, 0) as after_paid,
    coalesce(earlier.is_held, false) as was_held,
    coalesce(later.is_held, false) as is_held
from before.monthly_incentives as earlier
full join marts.monthly_incentives as later
    on earlier.agency_id = later.agency_id and earlier.employee_id = later.employee_id
"""

SUMS = """
count(*) as people,
count(*) filter (where after_amount > before_amount) as gaining_people,
count(*) filter (where after_amount < before_amount) as losing_people,
coalesce(sum(after_amount - before_amount) filter (where after_amount > before_amount), 0) as gained_amount,
coalesce(sum(after_amount - before_amount) filter (where after_amount < before_amount), 0) as lost_amount,
sum(before_amount) as before_amount,
sum(after_amount) as after_amount
"""

# grain: one row per agency, kind of event and edge that anybody stands near
MINUTE_CLIFFS = """
with edges as (
    select distinct agency_id, event_kind, minutes_from
    from input.policy_event_points
    where event_kind in ('late', 'early') and minutes_from is not null and scope_id = '*'
        and (select month_end from input.run_month) between valid_from and valid_to
),
days as (
    select agency_id, employee_id, 'late' as event_kind, late_minutes as minutes from marts.attendance_days
    where late_minutes > 0
    union all
    select agency_id, employee_id, 'early', early_minutes from marts.attendance_days where early_minutes > 0
)
select
    edges.agency_id,
    edges.event_kind as kind,
    edges.minutes_from as edge,
    count(*) filter (where days.minutes >= edges.minutes_from) as days_over,
    count(distinct days.agency_id || days.employee_id) filter (where days.minutes >= edges.minutes_from)
    as people_over,
    count(*) filter (where days.minutes < edges.minutes_from) as days_under,
    count(distinct days.agency_id || days.employee_id) filter (where days.minutes < edges.minutes_from)
    as people_under
from edges
inner join days
    on edges.agency_id = days.agency_id and edges.event_kind = days.event_kind
    and days.minutes between edges.minutes_from - $near and edges.minutes_from + $near - 1
group by edges.agency_id, edges.event_kind, edges.minutes_from
"""

# grain: one row per agency, aspect, measure and edge that anybody stands near
SCORE_CLIFFS = """
with edges as (
    select distinct agency_id, aspect, measure, from_e4
    from input.policy_score_bands
    where from_e4 is not null and key_text is null and scope_id = '*'
        and (select month_end from input.run_month) between valid_from and valid_to
),
measured as (
    select distinct
        agency_id, employee_id, aspect, measure,
        numerator * case scale when 'share' then 1000000 else 10000 end as value_numerator,
        denominator as value_denominator
    from marts.performance_indicators
    where numerator is not null and denominator > 0
)
select
    edges.agency_id,
    edges.aspect || ':' || edges.measure as kind,
    edges.from_e4 as edge,
    count(distinct measured.agency_id || measured.employee_id)
    filter (where value_numerator >= edges.from_e4 * value_denominator) as people_over,
    count(distinct measured.agency_id || measured.employee_id)
    filter (where value_numerator < edges.from_e4 * value_denominator) as people_under
from edges
inner join measured
    on edges.agency_id = measured.agency_id and edges.aspect = measured.aspect
    and edges.measure = measured.measure
    and value_numerator between (edges.from_e4 - $near) * value_denominator
    and (edges.from_e4 + $near) * value_denominator
group by edges.agency_id, edges.aspect, edges.measure, edges.from_e4
"""


# grain: one row per unit with a ceiling for the month: what it and the units below it come to
CEILINGS = """
select
    ceilings.agency_id,
    ceilings.unit_id,
    any_value(units.unit_name) as unit_name,
    any_value(ceilings.ceiling_amount) as ceiling_amount,
    coalesce(sum(people.before_amount), 0) as before_amount,
    coalesce(sum(people.after_amount), 0) as after_amount
from input.budget_ceiling as ceilings
inner join input.run_month as run_month on ceilings.budget_period = run_month.month
inner join intermediate.int_unit_ancestors as ancestors
    on ceilings.agency_id = ancestors.agency_id and ceilings.unit_id = ancestors.ancestor_id
left join people
    on ancestors.agency_id = people.agency_id and ancestors.unit_id = people.unit_id
left join input.unit as units
    on ceilings.agency_id = units.agency_id and ceilings.unit_id = units.unit_id
group by ceilings.agency_id, ceilings.unit_id
order by ceilings.agency_id, ceilings.unit_id
"""


# grain: one row per unit and measure that says nothing of anybody there, or counts nothing of what was logged
BLIND = """
select
    measured.agency_id,
    measured.unit_id,
    any_value(units.unit_name) as unit_name,
    measured.aspect,
    measured.measure,
    count(distinct measured.employee_id) as people,
    count(distinct measured.employee_id) filter (where people.is_held) as held_people,
    max(measured.numerator) is not null as is_zero
from marts.performance_indicators as measured
inner join people on measured.agency_id = people.agency_id and measured.employee_id = people.employee_id
left join (
    select agency_id, unit_id, any_value(unit_name) as unit_name
    from input.unit
    group by agency_id, unit_id
) as units on measured.agency_id = units.agency_id and measured.unit_id = units.unit_id
group by measured.agency_id, measured.unit_id, measured.aspect, measured.measure
having max(measured.numerator) is null and max(measured.value_text) is null
    or starts_with(measured.measure, 'quantity_') and max(measured.numerator) = 0
order by measured.agency_id, measured.unit_id, measured.aspect, measured.measure
"""


class Blind(TypedDict):
    """A measure without a value of any of a unit's `people`, or where `is_zero` only zeros."""

    agency_id: str
    unit_id: str
    unit_name: str | None
    aspect: str
    measure: str
    people: int
    held_people: int
    is_zero: bool


class Group(TypedDict):
    """People taken together; amounts are whole rupiah as computed, held people included."""

    key: str
    label: str
    people: int
    gaining_people: int
    losing_people: int
    gained_amount: int
    lost_amount: int
    before_amount: int
    after_amount: int


class Ceiling(TypedDict):
    """A unit's ceiling of the month beside what it and the units below it come to, before and after."""

    agency_id: str
    unit_id: str
    unit_name: str | None
    ceiling_amount: int
    before_amount: int
    after_amount: int


class Cliff(TypedDict):
    """People within a hair of the edge of a band, on its far and on its near side.

    `kind` is `late`, `early` or `aspect:measure`; `edge` whole minutes or a value with a comma.
    """

    kind: str
    edge: str
    people_over: int
    people_under: int
    days_over: int | None
    days_under: int | None


class Person(TypedDict):
    """One person whose amount changes."""

    agency_id: str
    employee_id: str
    before_amount: int
    after_amount: int


class Simulation(TypedDict):
    """What `kinerja simulate --json` promises; `people` only where it was asked for.

    `notes` say what the policy changes of a month that is not computed here.
    """

    schema_version: int
    month: str
    policy_id: str
    agencies: list[str]
    total: Group
    paid_before_amount: int
    paid_after_amount: int
    held_before_people: int
    held_after_people: int
    by_agency: list[Group]
    by_unit: list[Group]
    by_class: list[Group]
    by_status: list[Group]
    blind: list[Blind]
    ceilings: list[Ceiling]
    near_minutes: int
    near_points: int
    cliffs: list[Cliff]
    notes: list[str]
    people: NotRequired[list[Person]]


def simulation(
    connection: duckdb.DuckDBPyConnection, *, with_people: bool, notes: Sequence[str] = ()
) -> Simulation:
    """Compare schema `before` with schema `marts` of a database in which a month was computed aside.

    `notes` say what the policy would change beyond what was computed.
    """
    connection.execute(PEOPLE)
    [head] = rows(connection, "select month from input.run_month")
    [totals] = rows(
        connection,
        "select sum(before_paid) as paid_before, sum(after_paid) as paid_after, "
        "count(*) filter (where was_held) as held_before, count(*) filter (where is_held) as held_after "
        "from people",
    )
    policies = rows(connection, "select distinct policy_id from input.agency order by policy_id")
    facts: Simulation = {
        "schema_version": SCHEMA_VERSION,
        "month": head["month"],
        "policy_id": ", ".join(row["policy_id"] for row in policies),
        "agencies": [row["agency_id"] for row in rows(connection, "from input.agency order by agency_id")],
        "total": _groups(connection, "'semua'", "'Semua'", "key")[0],
        "paid_before_amount": int(totals["paid_before"] or 0),
        "paid_after_amount": int(totals["paid_after"] or 0),
        "held_before_people": totals["held_before"],
        "held_after_people": totals["held_after"],
        "by_agency": _groups(connection, "agency_id", "agency_id", "key"),
        "by_unit": _groups(
            connection,
            "agency_id || '/' || unit_id",
            "unit_name",
            "after_amount - before_amount, key",
        ),
        "by_class": _groups(connection, "job_class", "'kelas ' || job_class", "try_cast(key as integer)"),
        "by_status": _groups(connection, "employment_status", "employment_status", "key"),
        "blind": [_blind(row) for row in rows(connection, BLIND)],
        "ceilings": [_ceiling(row) for row in rows(connection, CEILINGS)],
        "near_minutes": NEAR_MINUTES,
        "near_points": NEAR_POINTS,
        "cliffs": _cliffs(connection),
        "notes": [*notes],
    }
    if with_people:
        facts["people"] = _people(connection)
    return facts


def _groups(connection: duckdb.DuckDBPyConnection, key: str, label: str, order: str) -> list[Group]:
    found = rows(
        connection,
        f"select * from (select key, coalesce(any_value({label}), 'tidak diketahui') as label, {SUMS} "  # noqa: S608 - parts of this file
        f"from (select *, coalesce({key}::varchar, '') as key from people "
        "left join (select agency_id, unit_id, any_value(unit_name) as unit_name from input.unit "
        f"group by agency_id, unit_id) using (agency_id, unit_id)) group by key) order by {order}",
    )
    return [_group(row) for row in found]


def _group(row: Row) -> Group:
    counts = {name: int(value or 0) for name, value in row.items() if name not in {"key", "label"}}
    return {"key": row["key"], "label": row["label"], **counts}  # type: ignore[typeddict-item] # SUMS names them


def _blind(row: Row) -> Blind:
    return {
        "agency_id": row["agency_id"],
        "unit_id": row["unit_id"],
        "unit_name": row["unit_name"],
        "aspect": row["aspect"],
        "measure": row["measure"],
        "people": row["people"],
        "held_people": row["held_people"],
        "is_zero": row["is_zero"],
    }


def _ceiling(row: Row) -> Ceiling:
    return {
        "agency_id": row["agency_id"],
        "unit_id": row["unit_id"],
        "unit_name": row["unit_name"],
        "ceiling_amount": int(row["ceiling_amount"]),
        "before_amount": int(row["before_amount"]),
        "after_amount": int(row["after_amount"]),
    }


def _cliffs(connection: duckdb.DuckDBPyConnection) -> list[Cliff]:
    people = "sum(people_over) as people_over, sum(people_under) as people_under"
    days = "sum(days_over) as days_over, sum(days_under) as days_under"
    minutes = rows(
        connection,
        f"select kind, edge, {people}, {days} from ({MINUTE_CLIFFS}) group by all order by kind desc, edge",  # noqa: S608 - SQL of this file
        {"near": NEAR_MINUTES},
    )
    scores = rows(
        connection,
        f"select kind, edge, {people} from ({SCORE_CLIFFS}) group by all order by kind, edge",  # noqa: S608 - as above
        {"near": NEAR_POINTS * E4},
    )
    return [
        *(_cliff(row, str(row["edge"])) for row in minutes),
        *(_cliff(row, decimal_text(Fraction(Decimal(row["edge"])) / E4) or "") for row in scores),
    ]


def _cliff(row: Mapping[str, object], edge: str) -> Cliff:
    def count(name: str) -> int | None:
        value = row.get(name)
        return None if value is None else int(str(value))

    return {
        "kind": str(row["kind"]),
        "edge": edge,
        "people_over": count("people_over") or 0,
        "people_under": count("people_under") or 0,
        "days_over": count("days_over"),
        "days_under": count("days_under"),
    }


def _people(connection: duckdb.DuckDBPyConnection) -> list[Person]:
    found: Sequence[Row] = rows(
        connection,
        "select agency_id, employee_id, before_amount, after_amount from people "
        "where after_amount <> before_amount order by agency_id, employee_id",
    )
    return [
        {
            "agency_id": row["agency_id"],
            "employee_id": row["employee_id"],
            "before_amount": int(row["before_amount"]),
            "after_amount": int(row["after_amount"]),
        }
        for row in found
    ]
