"""What was measured of one person: indicators and days."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import duckdb

from delivery.catalogue import Row, rows
from delivery.statement.facts import Day, Event, Indicator
from delivery.statement.rules import RuleBook, rule_of
from delivery.wording import cut_text, decimal_text, measure_kind

E4 = 10_000
# What one minute, or one piece of full quality (100 x 10^4), counts in a numerator.
UNITS = {"activity_minutes": E4, "quantity_quality": 100 * E4 * E4}
DAY_COLUMNS = (
    "work_date",
    "unit_id",
    "day_status",
    "arrived_at",
    "left_at",
    "outage",
    "late_minutes",
    "early_minutes",
    "points_e4",
    "total_pct_e4",
)


def indicators_of(connection: duckdb.DuckDBPyConnection, key: Sequence[object]) -> list[Indicator]:
    """Read the indicators of (agency, month, employee) by assignment, aspect and measure."""
    found = rows(
        connection,
        "select * from marts.performance_indicators where agency_id = ? and month = ? and employee_id = ? "
        "order by assignment_id, aspect, measure, rule_id",
        key,
    )
    return [
        {
            "aspect": row["aspect"],
            "measure": row["measure"],
            "assignment_id": row["assignment_id"],
            "numerator": _reduced(row)[0],
            "denominator": _reduced(row)[1],
            "value_text": _value_text(row),
            "unit": None if row["measure"] == "behaviour_360" else row["unit"],
            "scale": row["scale"],
            "score": _points(row["score_e4"]),
            "score_e4": row["score_e4"],
            "weight": _points(row["weight_e4"]),
            "weight_e4": row["weight_e4"],
            "evidence_count": row["evidence_count"],
            "is_assumed": bool(row["is_assumed"]),
            "assumption": row["assumption"],
            "rule": rule_of(row, row["rule_title"]),
        }
        for row in found
    ]


def _value_text(row: Row) -> str:
    if row["value_text"] is not None:
        return str(row["value_text"])
    if row["numerator"] is None:
        return "tidak ada"
    numerator, denominator = int(row["numerator"]), int(row["denominator"] or 1)
    if row["measure"] == "behaviour_360":
        return f"{cut_text(Fraction(numerator * 100, denominator))} % dari nilai tertinggi"
    if row["scale"] == "share":
        unit = UNITS.get(measure_kind(row["measure"]), 1)
        return f"{cut_text(Fraction(numerator, unit))} dari {cut_text(Fraction(denominator, unit))}"
    return cut_text(Fraction(numerator, denominator))


def _points(value_e4: int | None) -> str | None:
    return None if value_e4 is None else decimal_text(Fraction(value_e4, E4))


def _reduced(row: Row) -> tuple[int | None, int | None]:
    """Numerator and denominator as counted; a mean of ratings has been scaled, and is reduced."""
    numerator, denominator = _whole(row["numerator"]), _whole(row["denominator"])
    if row["measure"] == "behaviour_360" and numerator is not None and denominator:
        return Fraction(numerator, denominator).as_integer_ratio()
    return numerator, denominator


def _whole(value: Decimal | None) -> int | None:
    return None if value is None else int(value)


def events_of(connection: duckdb.DuckDBPyConnection, key: Sequence[object]) -> list[Row]:
    """Rows of marts.discipline_events of (agency, month, employee)."""
    return rows(
        connection,
        "select * from marts.discipline_events where agency_id = ? and month = ? and employee_id = ? "
        "order by work_date, event_kind, base, rule_id, ordinal",
        key,
    )


def _event(row: Row, unit_id: str, book: RuleBook) -> Event:
    """Return one event; a rule of leave would tell its kind."""
    return {
        "event_kind": row["event_kind"],
        "minutes": row["minutes"],
        "base": row["base"],
        "cost": _points(row["points_e4"]) or "0",
        "is_redeemed": bool(row["is_redeemed"]),
        "rule": None
        if row["event_kind"] == "leave"
        else book.rule(row["rule_id"], unit_id, row["work_date"], is_daily=True),
    }


def days_of(
    connection: duckdb.DuckDBPyConnection,
    key: Sequence[object],
    events: Sequence[Row],
    book: RuleBook,
) -> list[Day]:
    """Days as they were judged; the kind of leave stays in the house."""
    found = rows(
        connection,
        f"select {', '.join(DAY_COLUMNS)} from marts.attendance_days "  # noqa: S608 - names of our own columns, values bound
        "where agency_id = ? and month = ? and employee_id = ? order by work_date",
        key,
    )
    return [
        {
            "work_date": row["work_date"].isoformat(),
            "day_status": row["day_status"],
            "arrived_at": _clock(row["arrived_at"]),
            "left_at": _clock(row["left_at"]),
            "outage": row["outage"],
            "late_minutes": row["late_minutes"],
            "early_minutes": row["early_minutes"],
            "points": _points(row["points_e4"]),
            "total_pct": _points(row["total_pct_e4"]),
            "events": [
                _event(event, str(row["unit_id"]), book)
                for event in events
                if event["work_date"] == row["work_date"]
            ],
        }
        for row in found
    ]


def _clock(at: dt.datetime | None) -> str | None:
    return None if at is None else at.isoformat()
