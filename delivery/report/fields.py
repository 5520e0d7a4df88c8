"""Indicators that units are measured by beside the general ones: patients, permits, what a policy names."""

from fractions import Fraction
from typing import Final, NamedTuple

import duckdb

from delivery.catalogue import Row, has_table, rows
from delivery.report.people import E4, Key
from delivery.wording import decimal_text, term

# grain: one row per measure of a unit's own: named by the policy itself, or not asked of the whole government
OWN: Final = """
create or replace temp table own_measures as
select
    asked.measure,
    case
        when count(distinct (asked.target_kind, asked.target_e4, words.unit_word)) = 1
            then any_value(asked.target_kind)
    end as target_kind,
    any_value(asked.target_e4) as target_e4,
    any_value(words.unit_word) as unit_word
from compiled.policy_measures as asked
left join compiled.policy_measure_units as words
    on asked.agency_id = words.agency_id and asked.month = words.month
    and asked.scope_id = words.scope_id and asked.measure = words.measure
where asked.agency_id = $agency and asked.month = $month
group by asked.measure
having asked.measure like 'quantity\\_%' escape '\\' or count(*) filter (where asked.scope_id = '*') = 0
"""
# grain: one row per unit and own measure asked of its people; score null where too few have one
TOLD: Final = """
with told as (
    select unit.unit_id, unit.unit_name, unit.is_merged, own.*, fact.score_average_e4 as score_e4
    from readers.bi.fact_indicator as fact
    inner join readers.bi.dim_indicator as indicator using (indicator_key)
    inner join readers.bi.dim_unit as unit using (unit_key)
    inner join own_measures as own on indicator.measure = own.measure
    where fact.agency_id = $agency and fact.month = $month
),
asked as (
    select distinct found.unit_id, own.*
    from marts.performance_indicators as found
    inner join own_measures as own on found.measure = own.measure
    where found.agency_id = $agency and found.month = $month
)
select unit_id, unit_name, is_merged, measure, target_kind, target_e4, unit_word, score_e4 from told
union all by name
select asked.*, names.unit_name, false as is_merged, null as score_e4
from asked
inner join readers.bi.dim_unit as names on names.unit_key = concat_ws('/', $agency, asked.unit_id)
semi join readers.bi.fact_unit_month as seen on names.unit_key = seen.unit_key and seen.month = $month
anti join told on asked.unit_id = told.unit_id and asked.measure = told.measure
order by measure, is_merged, unit_id
"""


class FieldIndicator(NamedTuple):
    """An indicator of a unit's own with the mean score of its people; None where too few have one."""

    name: str
    unit_name: str
    score: str | None


def fields(connection: duckdb.DuckDBPyConnection, key: Key) -> list[FieldIndicator]:
    """Return the own indicators of each unit that is measured by one, by indicator."""
    return [
        FieldIndicator(_name(row), row["unit_name"], two_decimals(row["score_e4"]))
        for row in (rows(connection, TOLD, key) if own_measures(connection, key) else [])
    ]


def own_measures(connection: duckdb.DuckDBPyConnection, key: Key) -> set[str]:
    """Return the measures that units have of their own, and keep them as a table for `fields`."""
    if not has_table(connection, "compiled", "policy_measures"):
        return set()
    connection.execute(OWN, dict(key))
    return {row["measure"] for row in rows(connection, "select measure from own_measures")}


def two_decimals(score_e4: int | None) -> str | None:
    """Score as people read it, halves up."""
    return None if score_e4 is None else decimal_text(Fraction((2 * score_e4 + 100) // 200, 100), 2)


def _name(row: Row) -> str:
    name = term(row["measure"]).capitalize()
    if row["target_kind"] != "month" or row["unit_word"] is None:
        return name
    return f"{name}, sasaran {decimal_text(Fraction(row['target_e4'], E4))} {row['unit_word']} sebulan"
