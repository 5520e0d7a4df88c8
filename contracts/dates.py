"""Months and dates as people in an Indonesian office write them."""

import datetime as dt

WIB = dt.timezone(dt.timedelta(hours=7))
MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)


def month_text(month: str) -> str:
    """`2026-10` as `Oktober 2026`; anything else is returned as it came."""
    year, _, number = month.partition("-")
    if number.isdigit() and 1 <= int(number) <= len(MONTHS):
        return f"{MONTHS[int(number) - 1]} {year}"
    return month


def month_days(month: str) -> tuple[dt.date, dt.date]:
    """First and last day of a `YYYY-MM` month."""
    first = dt.date.fromisoformat(f"{month}-01")
    return first, (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)


def span_text(first: dt.date, last: dt.date) -> str:
    """`1 s.d. 14 Oktober 2026`, within one month; one day is written alone."""
    return date_text(last) if first == last else f"{first.day} s.d. {date_text(last)}"


def date_text(day: dt.date) -> str:
    """`1 Oktober 2026`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def moment_text(at: str) -> str:
    """`2026-11-22T10:39:56+00:00` as `22 November 2026 17.39 WIB`, in which `--known` reads a date."""
    local = dt.datetime.fromisoformat(at).astimezone(WIB)
    return f"{date_text(local.date())} {local:%H.%M} WIB"


def month_after(month: str) -> str:
    """`2026-12` gives `2027-01`."""
    return f"{month_days(month)[1] + dt.timedelta(days=1):%Y-%m}"


def month_before(month: str, months: int = 1) -> str:
    """`2026-01` and 1 give `2025-12`."""
    number = int(month[:4]) * 12 + int(month[5:7]) - 1 - months
    return f"{number // 12}-{number % 12 + 1:02d}"
