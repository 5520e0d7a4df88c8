"""Units of a government as the tables for BI tell them: what is paid, was measured and may be spent."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final, NamedTuple

import duckdb

from contracts.metrics import shipped_metrics
from delivery.catalogue import Row, has_table, rows
from delivery.metrics import share_texts
from delivery.wording import decimal_text, term

Key = Mapping[str, str]

# Metrics that stand beside the measures of an aspect, in the order of the report.
ASPECTS: Final[Mapping[str, tuple[str, ...]]] = {
    "discipline": ("attendance_rate", "on_time_share"),
    "productivity": (),
    "public_service": ("ikm", "complaint_timeliness"),
}
_FACTS: Final = ("fact_attendance", "fact_survey", "fact_complaint", "fact_unit_month")
OWN_INDICATOR: Final = "quantity_"
_CEILINGS: Final = """
with recursive below as (
    select unit_id as top, unit_id from accepted.unit where agency_id = $agency and month = $month
    union
    select below.top, unit.unit_id
    from below inner join accepted.unit as unit on below.unit_id = unit.parent_unit_id
    where unit.agency_id = $agency and unit.month = $month
),
staffed as (
    select distinct unit_id from marts.monthly_incentives where agency_id = $agency and month = $month
),
told as (
    select unit.unit_id, fact.paid_amount
    from readers.bi.fact_unit_month as fact inner join readers.bi.dim_unit as unit using (unit_key)
    where fact.agency_id = $agency and fact.month = $month and not unit.is_merged
)
select
    ceilings.unit_id, any_value(names.unit_name) as unit_name,
    any_value(ceilings.ceiling_amount) as ceiling_amount,
    cast(sum(told.paid_amount) as bigint) as paid_amount,
    count(staffed.unit_id) - count(told.unit_id) as untold
from accepted.budget_ceiling as ceilings
left join below on ceilings.unit_id = below.top
left join staffed on below.unit_id = staffed.unit_id
left join told on staffed.unit_id = told.unit_id
left join readers.bi.dim_unit as names
    on names.unit_key = concat_ws('/', ceilings.agency_id, ceilings.unit_id)
where
    ceilings.agency_id = $agency and ceilings.month = $month and not ceilings.is_edge
    and ceilings.budget_period = $month
group by ceilings.unit_id
order by ceilings.unit_id
"""


class UnitPay(NamedTuple):
    """A unit, or the small ones together; whole rupiah, `share` a percent as people read it."""

    name: str
    people: int
    basic_amount: int
    paid_amount: int
    share: str | None


class UnitTable(NamedTuple):
    """What was measured of an aspect: a row per unit, a text (or None) per column."""

    title: str
    columns: list[str]
    rows: list[tuple[str, list[str | None]]]


class Ceiling(NamedTuple):
    """A ceiling of the month and what is paid below it; None where a unit below is not told by itself."""

    name: str
    ceiling_amount: int
    paid_amount: int | None


def unit_pay(connection: duckdb.DuckDBPyConnection, key: Key) -> list[UnitPay]:
    """Return what each unit is paid, the small ones together and last."""
    return [
        UnitPay(
            row["unit_name"],
            row["people"],
            row["basic_amount"],
            row["paid_amount"],
            share_texts({name: row[name] for name in ("basic_amount", "paid_amount")})["paid_share"],
        )
        for row in rows(
            connection,
            "select unit_name, people, basic_amount, paid_amount from readers.bi.fact_unit_month as fact "
            "inner join readers.bi.dim_unit as unit using (unit_key) "
            "where fact.agency_id = $agency and month = $month order by is_merged, unit_key",
            key,
        )
    ]


def unit_tables(connection: duckdb.DuckDBPyConnection, key: Key) -> list[UnitTable]:
    """Return a table for each aspect that is measured, and one of the job fields' own indicators."""
    names = {
        row["unit_key"]: row["unit_name"]
        for row in rows(
            connection,
            "select unit_key, unit_name from readers.bi.dim_unit where agency_id = $agency "
            "order by is_merged, unit_key",
            {"agency": key["agency"]},
        )
    }
    shares = {unit: share_texts(sums) for unit, sums in _sums(connection, key).items()}
    measured: dict[str, dict[str, dict[str, str | None]]] = {}
    for row in rows(
        connection,
        "select aspect, measure, unit_key, score_average_e4 from readers.bi.fact_indicator "
        "inner join readers.bi.dim_indicator using (indicator_key) "
        "where agency_id = $agency and month = $month order by aspect, measure, unit_key",
        key,
    ):
        own = str(row["measure"]).startswith(OWN_INDICATOR)
        place = measured.setdefault(OWN_INDICATOR if own else row["aspect"], {})
        place.setdefault(row["measure"], {})[row["unit_key"]] = _score(row["score_average_e4"])
    own_last = sorted(measured.keys() - ASPECTS.keys(), key=lambda name: (name == OWN_INDICATOR, name))
    return [
        table
        for aspect in (*ASPECTS, *own_last)
        if (table := _table(aspect, measured.get(aspect, {}), shares, names)).rows
    ]


def _table(
    aspect: str,
    measured: Mapping[str, Mapping[str, str | None]],
    shares: Mapping[str, Mapping[str, str | None]],
    names: Mapping[str, str],
) -> UnitTable:
    metrics = shipped_metrics()
    columns: dict[str, Mapping[str, str | None]] = {
        f"{metrics.told(name).label}{' (%)' if metrics.told(name).unit == 'persen' else ''}": {
            unit: told[name] for unit, told in shares.items()
        }
        for name in ASPECTS.get(aspect, ())
    }
    columns |= {f"Nilai {term(measure)}": found for measure, found in measured.items()}
    title = "Indikator bidang kerja" if aspect == OWN_INDICATOR else term(aspect).capitalize()
    told = [(name, [column.get(unit) for column in columns.values()]) for unit, name in names.items()]
    return UnitTable(title, list(columns), [(name, cells) for name, cells in told if any(cells)])


def _sums(connection: duckdb.DuckDBPyConnection, key: Key) -> dict[str, Row]:
    """Return the sums of the measures of units that BI tells by themselves or together."""
    sums: dict[str, Row] = {}
    for fact in _FACTS:
        for row in rows(
            connection,
            f"select * exclude (month, agency_id) from readers.bi.{fact} "  # noqa: S608 - names of this file
            "where agency_id = $agency and month = $month",
            key,
        ):
            sums.setdefault(row.pop("unit_key"), {}).update(row)
    return sums


def _score(score_e4: int) -> str | None:
    """Two decimals, halves up."""
    return decimal_text(Fraction((2 * score_e4 + 100) // 200, 100), 2)


def ceilings(connection: duckdb.DuckDBPyConnection, key: Key) -> list[Ceiling]:
    """Return the ceilings of the month; what is paid only where every unit below is told by itself."""
    if not (
        has_table(connection, "accepted", "budget_ceiling") and has_table(connection, "accepted", "unit")
    ):
        return []
    found = rows(connection, _CEILINGS, key)
    return [
        Ceiling(
            row["unit_name"] or row["unit_id"],
            row["ceiling_amount"],
            None if row["untold"] else int(row["paid_amount"] or 0),
        )
        for row in found
    ]
