"""Metrics of a month by agency, as `contracts/metrics.yaml` defines them: exact, alike for every reader."""

from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from typing import Final

import duckdb

from contracts.metrics import Metric, shipped_metrics
from delivery.catalogue import has_table, rows
from delivery.wording import decimal_text

Sums = dict[str, int]
TOTAL: Final = ""
PLACES: Final = 2
SHARES: Final = tuple(name for name, metric in shipped_metrics().metrics.items() if metric.parts)


def month_sums(
    connection: duckdb.DuckDBPyConnection, month: str, names: Collection[str] = ()
) -> dict[str, Sums]:
    """Return the sums of measures (all, or `names`) by agency, and those of all agencies under TOTAL.

    connection: the catalogue. A table that it lacks adds nothing.
    """
    measures = shipped_metrics().measures
    asked = {name: each for name, each in measures.items() if not names or name in names}
    sums: dict[str, Sums] = {TOTAL: {}}
    for source in dict.fromkeys(each.source for each in asked.values()):
        if has_table(connection, *source.split(".")):
            found = rows(
                connection,
                f"select coalesce(agency_id, '') as agency, "  # noqa: S608 - SQL of our own file
                f"{aggregates(name for name, each in asked.items() if each.source == source)} "
                f"from {source} where month = ? group by grouping sets ((agency_id), ()) order by agency",
                [month],
            )
            for row in found:
                sums.setdefault(row.pop("agency"), {}).update(row)
    return sums


def aggregates(names: Iterable[str]) -> str:
    """Return the columns of a query over the table of these measures, each under its name."""
    measures = shipped_metrics().measures
    return ", ".join(f"cast({measures[name].sql} as hugeint) as {name}" for name in names)


def value(metric: Metric, sums: Mapping[str, int]) -> Fraction | None:
    """Compute a metric from the sums of its measures; one that is not there is 0, a share of nothing None."""
    if metric.measure is not None:
        return Fraction(sums.get(metric.measure, 0))
    whole = Fraction(0)
    for part in metric.parts:
        under = sums.get(part.under, 0)
        if not under:
            return None
        whole += Fraction(sums.get(part.over, 0), under)
    return metric.factor * whole / len(metric.parts)


def share_texts(sums: Mapping[str, int]) -> dict[str, str | None]:
    """Return every metric that is a share as people read it: two decimals, half up, with a comma."""
    metrics = shipped_metrics().metrics
    return {name: _text(value(metrics[name], sums)) for name in SHARES}


def _text(share: Fraction | None) -> str | None:
    if share is None:
        return None
    scale = 10**PLACES
    return decimal_text(Fraction((2 * share * scale + 1) // 2, scale), PLACES)
