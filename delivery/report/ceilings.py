"""Ceilings of the budget, of the month and of the year, beside what is paid below them."""

from fractions import Fraction
from typing import Final, NamedTuple

import duckdb

from delivery.catalogue import has_table, rows
from delivery.report.people import Key
from delivery.wording import decimal_text

# grain: one row per unit with a ceiling of the month, and per unit with one of its year; paid are the months
# of the period until this one, null where a unit below is not told by itself in one of them
_CEILINGS: Final = """
with recursive below as (
    select unit_id as top, unit_id from accepted.budget_ceiling where agency_id = $agency and month = $month
    union
    select below.top, unit.unit_id
    from below inner join accepted.unit as unit on below.unit_id = unit.parent_unit_id
    where unit.agency_id = $agency and unit.month = $month
),
staffed as (
    select distinct month, unit_id from marts.monthly_incentives
    where agency_id = $agency and month between left($month, 4) || '-01' and $month
),
told as (
    select fact.month, unit.unit_id, fact.paid_amount
    from readers.bi.fact_unit_month as fact inner join readers.bi.dim_unit as unit using (unit_key)
    where fact.agency_id = $agency and not unit.is_merged
),
used as (
    select
        below.top, staffed.month, sum(told.paid_amount) as paid_amount,
        count(*) - count(told.unit_id) as untold
    from below
    inner join staffed on below.unit_id = staffed.unit_id
    left join told on staffed.month = told.month and staffed.unit_id = told.unit_id
    group by all
)
select
    length(ceilings.budget_period) = 4 as is_of_year, ceilings.unit_id,
    any_value(names.unit_name) as unit_name,
    any_value(ceilings.ceiling_amount) as ceiling_amount,
    case when coalesce(sum(used.untold), 0) = 0 then cast(coalesce(sum(used.paid_amount), 0) as bigint) end
        as paid_amount
from accepted.budget_ceiling as ceilings
left join used
    on ceilings.unit_id = used.top and starts_with(used.month, ceilings.budget_period)
left join readers.bi.dim_unit as names
    on names.unit_key = concat_ws('/', ceilings.agency_id, ceilings.unit_id)
where
    ceilings.agency_id = $agency and ceilings.month = $month and not ceilings.is_edge
    and ceilings.budget_period in ($month, left($month, 4))
group by ceilings.budget_period, ceilings.unit_id
order by is_of_year, ceilings.unit_id
"""
# grain: one row per month of the year until this one that has tables
_MONTHS: Final = """
select distinct month from readers.bi.fact_unit_month
where agency_id = $agency and month between left($month, 4) || '-01' and $month
order by month
"""


class Ceiling(NamedTuple):
    """A unit's ceiling and what is paid below it; None where a unit below is not told by itself."""

    name: str
    ceiling_amount: int
    paid_amount: int | None

    @property
    def used(self) -> str | None:
        """Percent of the ceiling that is paid, two decimals; None where it is not told."""
        if self.paid_amount is None or not self.ceiling_amount:
            return None
        return decimal_text(Fraction(self.paid_amount * 10_000 // self.ceiling_amount, 100), 2)


class Ceilings(NamedTuple):
    """Ceilings of the month and of its year; `months` are those of the year that are counted, in order."""

    of_month: list[Ceiling]
    of_year: list[Ceiling]
    months: list[str]


NONE: Final = Ceilings([], [], [])


def ceilings(connection: duckdb.DuckDBPyConnection, key: Key) -> Ceilings:
    """Return the ceilings; what is paid only where every unit below is told by itself in every month."""
    if not (
        has_table(connection, "accepted", "budget_ceiling") and has_table(connection, "accepted", "unit")
    ):
        return NONE
    told: dict[bool, list[Ceiling]] = {False: [], True: []}
    for row in rows(connection, _CEILINGS, key):
        ceiling = Ceiling(row["unit_name"] or row["unit_id"], row["ceiling_amount"], row["paid_amount"])
        told[row["is_of_year"]].append(ceiling)
    return Ceilings(told[False], told[True], [row["month"] for row in rows(connection, _MONTHS, key)])
