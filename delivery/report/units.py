"""Units of a government as the tables for BI tell them: what is paid and was measured."""

from collections.abc import Mapping
from typing import Final, NamedTuple

import duckdb

from contracts.metrics import shipped_metrics
from delivery.catalogue import Row, rows
from delivery.metrics import share_texts
from delivery.report.fields import own_measures, two_decimals
from delivery.wording import term

Key = Mapping[str, str]

# Metrics that stand beside the measures of an aspect, in the order of the report.
ASPECTS: Final[Mapping[str, tuple[str, ...]]] = {
    "discipline": ("attendance_rate", "on_time_share"),
    "productivity": (),
    "public_service": ("ikm", "complaint_timeliness"),
}
_FACTS: Final = ("fact_attendance", "fact_survey", "fact_complaint", "fact_unit_month")


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
    """Return a table for each aspect that is measured; what only some units are measured by is left out."""
    own = own_measures(connection, key)
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
        if row["measure"] not in own:
            place = measured.setdefault(row["aspect"], {}).setdefault(row["measure"], {})
            place[row["unit_key"]] = two_decimals(row["score_average_e4"])
    return [
        table
        for aspect in (*ASPECTS, *sorted(measured.keys() - ASPECTS.keys()))
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
    told = [(name, [column.get(unit) for column in columns.values()]) for unit, name in names.items()]
    return UnitTable(
        term(aspect).capitalize(), list(columns), [(name, cells) for name, cells in told if any(cells)]
    )


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
