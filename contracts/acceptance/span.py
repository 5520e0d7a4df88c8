"""Which months a row or a whole file speaks of."""

from datetime import date, timedelta
from typing import Final, NamedTuple

import polars as pl

from contracts.acceptance.months import Month
from contracts.acceptance.rules import RULES, RecordRule

_END_OF_TIME: Final = date.max


class Span(NamedTuple):
    """Own local dates of a file's rows: first and last, and for rows of one date the months that occur.

    A clock that fell back to the year 2000 stretches first and last, but touches one month only. None and
    empty where no row has a readable date.
    """

    first: date | None = None
    last: date | None = None
    months: tuple[str, ...] = ()


NO_SPAN: Final = Span()


def is_edge(rule: RecordRule, month: Month) -> pl.Expr:
    """Return `is_edge`: false in the month, true for context around it, null elsewhere."""
    if rule.starts is None:
        return pl.lit(value=False).alias("is_edge")
    earliest, latest = _window(rule, month)
    return (
        pl.when((rule.starts <= month.end) & (_last(rule, rule.starts) >= month.start))
        .then(pl.lit(value=False))
        .when((rule.starts <= latest) & (_last(rule, rule.starts) >= earliest))
        .then(pl.lit(value=True))
        .alias("is_edge")
    )


def own_span(record_type: str, frame: pl.DataFrame) -> Span:
    """Return the span of parsed rows; record types that every month takes have none."""
    rule = RULES[record_type]
    if rule.starts is None:
        return NO_SPAN
    first, last = frame.select(
        rule.starts.min().alias("first"), _last(rule, rule.starts).max().alias("last")
    ).row(0)
    if rule.ends is not None:
        return Span(first, last)
    months = (
        frame.select(rule.starts.dt.month_start().alias("month")).to_series().drop_nulls().unique().sort()
    )
    return Span(first, last, tuple(months.dt.strftime("%Y-%m")))


def is_near(record_type: str, span: Span, month: Month) -> bool:
    """Tell whether a file with this span may hold rows that the month accepts or looks at."""
    rule = RULES[record_type]
    if rule.starts is None:
        return True
    earliest, latest = _window(rule, month)
    if rule.ends is None:
        return any(f"{earliest:%Y-%m}" <= own <= f"{latest:%Y-%m}" for own in span.months)
    return span.first is not None and span.last is not None and span.first <= latest and span.last >= earliest


def _last(rule: RecordRule, starts: pl.Expr) -> pl.Expr:
    if rule.ends is None:
        return starts
    return pl.when(starts.is_not_null()).then(pl.coalesce(rule.ends, pl.lit(_END_OF_TIME)))


def _window(rule: RecordRule, month: Month) -> tuple[date, date]:
    days = timedelta(days=rule.edge_days)
    return min(month.start - days, month.shift(-rule.edge_months).start), month.end + days
