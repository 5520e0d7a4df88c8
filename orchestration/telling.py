"""Telling the contacts of a month, with the dates of its closing, and the page as it stands afterwards."""

from collections.abc import Mapping
from datetime import date

from contracts.dates import month_days
from contracts.home import Home
from contracts.policy.loading import load_policies
from contracts.quality import shipped_quality
from delivery.alerts.send import Due, Told, due, send
from delivery.catalogue import open_marts, rows
from delivery.page.facts import Dates
from delivery.page.write import write_page
from delivery.release.deadline import deadlines
from orchestration.closing import release_rule
from orchestration.interim_dates import next_interims


def closing_dates(home: Home, month: str) -> dict[str, date]:
    """Last day for mends of every agency that the month has a gate for, as policy, ledger or quality say.

    Raises CatalogueUnreadableError.
    """
    policies = load_policies(home_policies=home.policies)
    with open_marts(home, month) as connection:
        found = rows(
            connection, "select agency_id from marts.agency_gates where month = ? order by all", [month]
        )
    rules = {row["agency_id"]: release_rule(policies, row["agency_id"], month) for row in found}
    return deadlines(home, month, rules, shipped_quality().alerts.closing_day)


def due_messages(home: Home, month: str, day: date) -> Due:
    """Messages that are due on a day; nothing is sent or written. Raises as `delivery.alerts.send.due`."""
    return due(home, month, shipped_quality(), closing_dates(home, month), date=day)


def tell_month(home: Home, month: str, environment: Mapping[str, str], *, day: date, at: str) -> Told:
    """Send what is due and write the page again, which tells of messages too. Raises as `send`."""
    closes_on = closing_dates(home, month)
    told = send(home, month, shipped_quality(), closes_on, environment, date=day, at=at)
    write_page(home, month, shipped_quality(), _dates(home, month, closes_on))
    return told


def show_month(home: Home, month: str) -> str:
    """Write the page of a month; returns its path. Raises MonthNotRunError, CatalogueUnreadableError."""
    dates = _dates(home, month, closing_dates(home, month))
    return str(write_page(home, month, shipped_quality(), dates))


def _dates(home: Home, month: str, closes_on: Mapping[str, date]) -> Dates:
    return Dates(closes_on, next_interims(home, closes_on, month_days(month)[1]))
