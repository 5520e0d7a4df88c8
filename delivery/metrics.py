"""Metrics of a month by agency, as `contracts/metrics.yaml` defines them: exact, alike for every reader."""

from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Final

import duckdb

from contracts.metrics import Metric, shipped_metrics
from delivery.catalogue import has_table, rows

Values = dict[str, Fraction | None]
TOTAL: Final = ""


def month_metrics(
    connection: duckdb.DuckDBPyConnection, month: str, names: Collection[str] = ()
) -> dict[str, Values]:
    """Return metrics (all, or `names`) by agency, and those of all agencies together under TOTAL.

    connection: the catalogue. A share of nothing is None; a table that the catalogue lacks counts nothing.
    """
    metrics = shipped_metrics()
    asked = {name: metric for name, metric in metrics.metrics.items() if not names or name in names}
    needed = {each for metric in asked.values() for each in metric.needs}
    sums: dict[str, dict[str, int]] = {TOTAL: {}}
    for source in dict.fromkeys(metrics.measures[name].source for name in sorted(needed)):
        schema, _, table = source.partition(".")
        if not has_table(connection, schema, table):
            continue
        aggregates = ", ".join(
            f"cast({measure.sql} as hugeint) as {name}"
            for name, measure in metrics.of_source(source).items()
            if name in needed
        )
        found = rows(
            connection,
            f"select coalesce(agency_id, '') as agency, {aggregates} from {source} where month = ? "  # noqa: S608 - SQL of our own file
            "group by grouping sets ((agency_id), ()) order by agency",
            [month],
        )
        for row in found:
            sums.setdefault(row.pop("agency"), {}).update(row)
    return {
        agency: {name: value(metric, own) for name, metric in asked.items()} for agency, own in sums.items()
    }


def value(metric: Metric, sums: Mapping[str, int]) -> Fraction | None:
    """Compute a metric from the sums of its measures; one that is not there is 0."""
    if metric.measure is not None:
        return Fraction(sums.get(metric.measure, 0))
    whole = Fraction(0)
    for part in metric.parts:
        under = sums.get(part.under, 0)
        if not under:
            return None
        whole += Fraction(sums.get(part.over, 0), under)
    return metric.factor * whole / len(metric.parts)
