"""Months as a user types them, and spans of months; `contracts/dates.py` counts."""

import re
from datetime import date

from contracts.dates import month_after
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


def months_between(first: str, last: str) -> list[str]:
    """Every month from `first` to `last`, both included, in order."""
    months = []
    month = first
    while month <= last:
        months.append(month)
        month = month_after(month)
    return months
