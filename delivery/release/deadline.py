"""Until when what is mended still counts for a month's pay: one date for each agency, wherever it is told."""

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from contracts.dates import month_after
from contracts.home import Home
from delivery.release.closing import standings

if TYPE_CHECKING:
    from contracts.policy.rules_payroll import ReleaseRule


def deadlines(
    home: Home, month: str, rules: Mapping[str, "ReleaseRule | None"], default_day: int
) -> dict[str, dt.date]:
    """Return the last day on which a mend counts, by agency.

    It is the day on which the objection window ends where one was opened, else the policy's `closing_day` of
    the next month, else `default_day` of it.
    """
    states = standings(home, month)
    return {
        agency_id: _deadline(
            month, states[agency_id].until if agency_id in states else None, rule, default_day
        )
        for agency_id, rule in rules.items()
    }


def _deadline(month: str, until: str | None, rule: "ReleaseRule | None", default_day: int) -> dt.date:
    if until is not None:
        return dt.date.fromisoformat(until)
    day = rule.closing_day if rule is not None and rule.closing_day is not None else default_day
    return dt.date.fromisoformat(f"{month_after(month)}-{day:02d}")
