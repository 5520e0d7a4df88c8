"""Arithmetic on months written `2026-10`."""

import re
from datetime import date, timedelta

from orchestration.errors import RefusedError

MONTH = re.compile(r"(?P<year>20\d\d)-(?P<month>0[1-9]|1[0-2])")


class MonthError(RefusedError):
    """A text is no month."""


def month_start(month: str) -> date:
    """First day of a month.

    Raises:
        MonthError: the text is not `YYYY-MM`.

    """
    found = MONTH.fullmatch(month)
    if found is None:
        raise MonthError(f"{month!r} is no month: write it as 2026-10.")
    return date(int(found["year"]), int(found["month"]), 1)


def next_month(month: str) -> str:
    """Month that follows."""
    return (month_start(month) + timedelta(days=31)).strftime("%Y-%m")


def previous_month(month: str) -> str:
    """Month before."""
    return (month_start(month) - timedelta(days=1)).strftime("%Y-%m")


def month_end(month: str) -> date:
    """Last day of a month."""
    return month_start(next_month(month)) - timedelta(days=1)


def months_between(first: str, last: str) -> list[str]:
    """Every month from `first` to `last`, both included, in order."""
    months = []
    month = first
    while month <= last:
        months.append(month)
        month = next_month(month)
    return months
