"""Events: what happened on a day that a rule of discipline may meet."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from contracts.policy.rules import Rules
from tests.oracle.days import WORKED, Attendance, Day, Person
from tests.oracle.special_days import special_days_on


@dataclass(frozen=True)
class Event:
    """One happening; `stayed_minutes` is how long the person stayed after the day's end."""

    day: date | None
    kind: str
    minutes: int = 0
    stayed_minutes: int = 0
    leave_type: str | None = None
    special: dict[str, int] = field(default_factory=dict)


def events_of(attendance: Attendance, day: Day) -> Iterator[Event]:
    """Events of one due day."""
    pattern = attendance.rulebook.pattern_of(day.unit_id, day.day)
    special = special_days_on(attendance.calendar, pattern, day.day)
    rules = attendance.rulebook.on(day.day, day.unit_id)
    if day.late_minutes:
        yield Event(day.day, "late", day.late_minutes, day.stayed_minutes, special=special)
    if day.early_minutes:
        yield Event(day.day, "early", day.early_minutes, special=special)
    if day.status == "present" and day.short_minutes:
        yield Event(day.day, "short_minutes", day.short_minutes, special=special)
    if day.status in {"missing_in", "missing_out", "absent"}:
        yield Event(day.day, day.status, special=special)
    if day.status in WORKED and _missed_muster(rules, day, special):
        yield Event(day.day, "muster", special=special)


def leave_events_of(attendance: Attendance, person: Person) -> Iterator[Event]:
    """An event for each workday, by the pattern of the post of the day, that was approved absence."""
    for day in attendance.rulebook.month.days():
        leave, stretch = person.leaves.on(day), person.posts.on(day)
        if leave is None or stretch is None:
            continue
        pattern = attendance.rulebook.pattern_of(stretch.unit_id, day)
        if attendance.calendar.window(pattern, day) is not None:
            special = special_days_on(attendance.calendar, pattern, day)
            yield Event(day, "leave", leave_type=leave["leave_type"], special=special)


def _missed_muster(rules: Rules, day: Day, special: dict[str, int]) -> bool:
    """Tell whether someone who was there had not arrived by the last minute of a muster."""
    if day.is_shift or day.is_muster_excused:
        return False
    for name in special:
        rule = rules.special_days[name]
        if rule is None or rule.kind != "muster" or rule.end is None:
            continue
        if day.arrival_minute is None or day.arrival_minute > rule.end:
            return True
    return False
