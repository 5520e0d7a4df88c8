"""When a running month is reviewed, as policies say; a review itself takes its day as an argument."""

from collections.abc import Iterable
from datetime import date

from contracts.dates import month_after
from contracts.home import Home
from contracts.policy.loading import Policies, load_policies
from orchestration.closing import rules_of


def next_interims(home: Home, agencies: Iterable[str], after: date) -> dict[str, date]:
    """First day of a review after a day, in its month or the next, of each agency whose policy names one."""
    policies = load_policies(home_policies=home.policies)
    found = {agency_id: _next(policies, agency_id, after) for agency_id in agencies}
    return {agency_id: day for agency_id, day in found.items() if day is not None}


def _next(policies: Policies, agency_id: str, after: date) -> date | None:
    month = f"{after:%Y-%m}"
    days = [day for each in (month, month_after(month)) for day in _days(policies, agency_id, each)]
    return next((day for day in days if day > after), None)


def _days(policies: Policies, agency_id: str, month: str) -> list[date]:
    rules = rules_of(policies, agency_id, month)
    if rules is None or rules.interim is None:
        return []
    return [date.fromisoformat(f"{month}-{day:02d}") for day in rules.interim.days]
