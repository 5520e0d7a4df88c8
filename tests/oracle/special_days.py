"""Days on which events weigh differently: musters and working days beside a holiday."""

from datetime import date, timedelta

from contracts.policy.rules_time import SpecialDayRule
from tests.oracle.workdays import WEEKDAYS, WorkCalendar


def special_days_on(calendar: WorkCalendar, pattern: str, day: date) -> dict[str, int]:
    """Special days on a workday of a pattern, each with its place beside the holiday (muster: 1)."""
    if calendar.window(pattern, day) is None:
        return {}
    found = {}
    for name, rule in calendar.rulebook.on(day).special_days.items():
        ordinal = None if rule is None else _ordinal(calendar, pattern, day, rule)
        if ordinal is not None:
            found[name] = ordinal
    return found


def _ordinal(calendar: WorkCalendar, pattern: str, day: date, rule: SpecialDayRule) -> int | None:
    if rule.kind == "muster":
        is_muster = WEEKDAYS[day.weekday()] in rule.weekdays or day in calendar.musters
        return 1 if is_muster else None
    step = timedelta(days=-1 if rule.kind == "after_holiday" else 1)
    for ordinal in range(1, rule.days + 1):
        free = _free_run(calendar, pattern, day + step, step)
        if len(free) >= rule.minimum_free_days and any(
            _matches(calendar, pattern, each, rule) for each in free
        ):
            return ordinal
        day = day + step * (len(free) + 1)
    return None


def _free_run(calendar: WorkCalendar, pattern: str, day: date, step: timedelta) -> list[date]:
    """Free days in a row; a day before the pattern was there is none of them."""
    run = []
    while calendar.has(pattern, day) and calendar.window(pattern, day) is None:
        run.append(day)
        day += step
    return run


def _matches(calendar: WorkCalendar, pattern: str, day: date, rule: SpecialDayRule) -> bool:
    """Tell whether a free day is a holiday of the rule; a pattern that works through holidays has none."""
    name, hours = calendar.names.get(day), calendar.rulebook.on(day).working_time.get(pattern)
    if name is None or hours is None or not hours.holidays_are_free:
        return False
    return not rule.holidays or any(part.casefold() in name.casefold() for part in rule.holidays)
