"""Days: when work was due, what the punches say of it, and on what evidence a person's month stands."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from math import ceil, floor
from typing import Literal

from contracts.policy.rules import Rules
from contracts.policy.rules_time import AttendanceRule
from tests.oracle.leave import Leaves, leave_rule
from tests.oracle.outages import Outages, Span
from tests.oracle.posts import Posts
from tests.oracle.records import Row
from tests.oracle.rulebook import Rulebook
from tests.oracle.special_days import special_days_on
from tests.oracle.workdays import Window, WorkCalendar, at_minute, shift_window

Status = Literal[
    "not_counted", "leave", "outage", "no_evidence", "absent", "missing_in", "missing_out", "present"
]
Evidence = Literal["punch", "recap", "nothing_due", "hold", "absent"]
WORKED = frozenset({"present", "missing_in", "missing_out"})


@dataclass(frozen=True)
class Due:
    """A window in which work was due, and the first arrival and last departure in it."""

    window: Window
    unit_id: str | None
    arrived_at: datetime | None
    left_at: datetime | None

    @property
    def is_punched(self) -> bool:
        """Tell whether there is any punch."""
        return self.arrived_at is not None or self.left_at is not None

    @property
    def before_arrival(self) -> Span:
        """From the start until somebody was there, for all that is known."""
        return Span(
            self.window.starts_at, max(self.arrived_at or self.window.midpoint, self.window.starts_at)
        )

    @property
    def after_departure(self) -> Span:
        """From when somebody may have left until the end."""
        return Span(min(self.left_at or self.window.midpoint, self.window.ends_at), self.window.ends_at)


@dataclass(frozen=True)
class Day:
    """What became of a due day."""

    day: date
    unit_id: str | None
    status: Status
    leave: Row | None = None
    late_minutes: int = 0
    early_minutes: int = 0
    short_minutes: int = 0
    stayed_minutes: int = 0
    arrival_minute: int | None = None
    is_shift: bool = False
    is_muster_excused: bool = False


@dataclass(frozen=True)
class Person:
    """One employee's rows of the month."""

    employee_id: str
    posts: Posts
    shifts: list[Row]
    leaves: Leaves
    punches: list[datetime]
    recap: Row | None


@dataclass
class Attendance:
    """Due days of everyone of an agency; a unit's day without any punch is known only from all of them."""

    rulebook: Rulebook
    calendar: WorkCalendar
    outages: Outages
    due: Mapping[str, list[Due]] = field(default_factory=dict)
    punched: set[tuple[str | None, date]] = field(default_factory=set)

    @classmethod
    def of(
        cls, rulebook: Rulebook, calendar: WorkCalendar, people: list[Person], outages: Outages
    ) -> "Attendance":
        """Lay everyone's punches into their windows."""
        attendance = cls(rulebook, calendar, outages)
        attendance.due = {person.employee_id: attendance._due(person) for person in people}
        for person in people:
            for due in attendance.due[person.employee_id]:
                if due.is_punched and person.leaves.on(due.window.day) is None:
                    attendance.punched.add((due.unit_id, due.window.day))
        return attendance

    def is_rostered(self, person: Person, day: date, unit_id: str | None) -> bool:
        """Tell whether the roster says whether the person's work is due on a day."""
        rule = self.rulebook.on(day, unit_id).attendance
        return bool(person.shifts) and (rule is None or rule.roster_counts)

    def is_workday(self, person: Person, day: date) -> bool:
        """Tell whether a day is a workday of the person's pattern, whatever post or shift."""
        main = person.posts.main
        return self.calendar.window(self.rulebook.pattern_of(main.unit_id, main.rule_date), day) is not None

    def month_workdays(self, person: Person) -> list[date]:
        """Workdays of the person's pattern in the whole month."""
        return [day for day in self.rulebook.month.days() if self.is_workday(person, day)]

    def _due(self, person: Person) -> list[Due]:
        return [self._punched(person, *each) for each in self._windows(person)]

    def _windows(self, person: Person) -> list[tuple[Window, str | None]]:
        shifts: dict[date, Window] = {}
        for shift in sorted(person.shifts, key=lambda shift: shift["starts_at"]):
            shifts.setdefault(shift["shift_date"], shift_window(shift))
        found = []
        for day in self.rulebook.month.days():
            stretch = person.posts.on(day)
            if stretch is None:
                continue
            window = self.calendar.window(self.rulebook.pattern_of(stretch.unit_id, day), day)
            if self.is_rostered(person, day, stretch.unit_id):
                window = shifts.get(day)
            if window is not None:
                found.append((window, stretch.unit_id))
        return found

    def _punched(self, person: Person, window: Window, unit_id: str | None) -> Due:
        opens, closes = day_start(window.day), day_start(window.day + timedelta(days=1))
        last = bisect_left(person.punches, closes)
        if window.is_shift:
            rule = self.rulebook.on(window.day, unit_id).attendance
            reach = timedelta(minutes=rule.shift_reach_minutes if rule else 0)
            opens, closes = window.starts_at - reach, window.ends_at + reach
            last = bisect_right(person.punches, closes)
        punches = person.punches[bisect_left(person.punches, opens) : last]
        before = [punch for punch in punches if punch < window.midpoint]
        after = [punch for punch in punches if punch >= window.midpoint]
        return Due(window, unit_id, min(before, default=None), max(after, default=None))

    def evidence(self, person: Person) -> Evidence:
        """On what a person's attendance stands, by the policy's order of preference."""
        main = person.posts.main
        rules = self.rulebook.on(main.rule_date, main.unit_id)
        has = {
            "punch": any(due.is_punched for due in self.due[person.employee_id]),
            "recap": person.recap is not None,
        }
        for source in (rules.attendance.source if rules.attendance else "punch").split("_then_"):
            if has[source]:
                return "punch" if source == "punch" else "recap"
        asked = [due for due in self.due[person.employee_id] if not person.leaves.on(due.window.day)]
        if not asked:
            return "nothing_due"
        is_punch_asked = rules.attendance is None or rules.attendance.source != "recap"
        if is_punch_asked and all(self._is_absence_excused(due) for due in asked):
            return "punch"
        return "hold" if rules.no_evidence is None or rules.no_evidence.person == "hold" else "absent"

    def _is_absence_excused(self, due: Due) -> bool:
        """Tell whether an outage holds the start or the end of the window."""
        return self.outages.hold_edge(due.unit_id, Span(due.window.starts_at, due.window.ends_at))

    def _is_muster_excused(self, due: Due) -> bool:
        """Tell whether an outage touches the time before the arrival or that of the day's musters."""
        day = due.window.day
        pattern = self.rulebook.pattern_of(due.unit_id, day)
        names = special_days_on(self.calendar, pattern, day)
        rules = self.rulebook.on(day, due.unit_id)
        times = [
            (rule.end if rule.start is None else rule.start, rule.end)
            for name in names
            if (rule := rules.special_days[name]) is not None and rule.end is not None
        ]
        parts = [due.before_arrival]
        if times:
            first, last = min(start for start, _ in times), max(end for _, end in times)
            parts.append(Span(at_minute(day, first), at_minute(day, last)))
        return any(self.outages.touch(due.unit_id, part) for part in parts)

    def days(self, person: Person) -> list[Day]:
        """Due days of a person, each with its one status."""
        evidence = self.evidence(person)
        return [self._day(person, due, evidence) for due in self.due[person.employee_id]]

    def _day(self, person: Person, due: Due, evidence: Evidence) -> Day:
        day, unit_id = due.window.day, due.unit_id
        rules = self.rulebook.on(day, unit_id)
        leave = person.leaves.on(day)
        if evidence == "nothing_due":
            return Day(day, unit_id, "leave", leave)
        if evidence in {"recap", "hold"}:
            return Day(day, unit_id, "not_counted", leave)
        if leave is not None:
            stretch = person.posts.on(day) or person.posts.main
            rule = leave_rule(self.rulebook.on(stretch.rule_date, person.posts.main.unit_id), leave)
            if rule is None or rule.excused or not due.is_punched:
                return Day(day, unit_id, "leave", leave)
        if not due.is_punched and self._is_absence_excused(due):
            return Day(day, unit_id, "outage")
        is_excluding = rules.no_evidence is None or rules.no_evidence.unit == "exclude"
        if not due.is_punched:
            is_excluded = is_excluding and (unit_id, day) not in self.punched
            return Day(day, unit_id, "no_evidence" if is_excluded else "absent")
        is_arrival_excused = self.outages.touch(unit_id, due.before_arrival)
        is_departure_excused = self.outages.touch(unit_id, due.after_departure)
        seen = replace(due, arrived_at=None) if is_arrival_excused else due
        late, early = lateness(seen, rules.attendance)
        status: Status = "present"
        if due.arrived_at is None and not is_arrival_excused:
            status = "missing_in"
        elif due.left_at is None and not is_departure_excused:
            status = "missing_out"
        is_whole = status == "present" and not is_arrival_excused and not is_departure_excused
        return Day(
            day,
            unit_id,
            status,
            None,
            late,
            0 if is_departure_excused else early,
            short_minutes=_short(due) if is_whole else 0,
            stayed_minutes=0
            if due.left_at is None
            else _minutes(due.left_at - ends_at(seen, rules.attendance)),
            arrival_minute=None if due.arrived_at is None else _minutes(due.arrived_at - day_start(day)),
            is_shift=due.window.is_shift,
            is_muster_excused=self._is_muster_excused(due),
        )


def day_start(day: date) -> datetime:
    """Local midnight that begins a day."""
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - agency local time has no zone


def ends_at(due: Due, rule: AttendanceRule | None) -> datetime:
    """End of the day, moved by as much of a late arrival as flexible time allows."""
    flexible = timedelta(minutes=rule.flex_minutes if rule else 0)
    late = timedelta(0) if due.arrived_at is None else due.arrived_at - due.window.starts_at
    return due.window.ends_at + min(max(late, timedelta(0)), flexible)


def lateness(due: Due, rule: AttendanceRule | None) -> tuple[int, int]:
    """Minutes late and minutes early; flexible time moves the day's end instead of counting as late."""
    late = early = Fraction(0)
    end = ends_at(due, rule)
    if due.arrived_at is not None:
        late = max(
            Fraction(0), _seconds((due.arrived_at - due.window.starts_at) - (end - due.window.ends_at))
        )
    if due.left_at is not None:
        early = max(Fraction(0), _seconds(end - due.left_at))
    return whole_minutes(late, rule), whole_minutes(early, rule)


def whole_minutes(seconds: Fraction, rule: AttendanceRule | None) -> int:
    """Seconds as whole minutes, up to the grace as none."""
    if rule is None:
        return floor(seconds / 60)
    if seconds <= rule.grace_seconds:
        return 0
    return ceil(seconds / 60) if rule.seconds == "round_up" else floor(seconds / 60)


def _minutes(span: timedelta) -> int:
    """Whole minutes of a span, at least none."""
    return max(0, span // timedelta(minutes=1))


def _short(due: Due) -> int:
    """Minutes of the window less the minutes between arrival and departure."""
    if due.arrived_at is None or due.left_at is None:
        return 0
    window, stay = due.window.ends_at - due.window.starts_at, due.left_at - due.arrived_at
    return max(0, _minutes(window) - _minutes(stay))


def _seconds(span: timedelta) -> Fraction:
    return Fraction(span // timedelta(microseconds=1), 1_000_000)


def days_as_present(rules: Rules, days: list[Day]) -> list[Day]:
    """Days that count as present though nobody came: approved outages, and leave whose rule says so."""
    return [
        day
        for day in days
        if day.status == "outage"
        or (
            day.leave is not None
            and day.status == "leave"
            and (rule := leave_rule(rules, day.leave)) is not None
            and rule.present
        )
    ]
