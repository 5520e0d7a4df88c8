"""Which days are workdays, and from when to when work is due on them."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

from contracts.calendar import decreed_days
from contracts.policy.rules_time import Hours, PatternRule
from tests.oracle.records import Accepted, Row, days_between
from tests.oracle.rulebook import Rulebook

WEEKDAYS: Final = ("sen", "sel", "rab", "kam", "jum", "sab", "min")
FREE: Final = frozenset({"libur", "cuti_bersama"})
NOON: Final = 12 * 60
RAMADAN_MOVES_AT_MOST: Final = timedelta(days=10)
REACH: Final = timedelta(days=800)


@dataclass(frozen=True)
class Window:
    """When work is due on a day; punches before the midpoint are arrivals.

    A shift is rostered, or ends after midnight: its punches are looked for around it and not on its date.
    """

    day: date
    starts_at: datetime
    ends_at: datetime
    midpoint: datetime
    is_shift: bool = False


def at_minute(day: date, minute: int) -> datetime:
    """Moment so many minutes after the day's midnight."""
    return datetime.combine(day, time()) + timedelta(minutes=minute)


@dataclass
class WorkCalendar:
    """Decreed days of the nation and of the agency, laid over the weekly patterns in force."""

    rulebook: Rulebook
    kinds: dict[date, str]
    names: dict[date, str]
    musters: set[date]
    ramadans: list[tuple[date, date]]
    _known: dict[tuple[str, date], Window | None] = field(default_factory=dict)

    @classmethod
    def of(cls, rulebook: Rulebook, accepted: Accepted, known_on: date | None = None) -> "WorkCalendar":
        """Calendar of an agency as known on a day; an agency's own decree beats the nation's for its date."""
        month = rulebook.month
        national = decreed_days(month.first - REACH, month.last + REACH, known_on).to_dicts()
        local = [row for row in accepted.of("calendar_decree") if _is_known(row, known_on)]
        local.sort(key=lambda row: (row["decided_on"] or date.min, row["kind"]))
        kinds = {row["date"]: row["kind"] for row in national if not row["kind"].startswith("ramadan")}
        kinds |= {
            row["decree_date"]: ("hari_kerja_lokal" if row["kind"] == "hari_kerja" else row["kind"])
            for row in local
            if row["kind"] in FREE | {"hari_kerja"}
        }
        names = {row["date"]: row["name"] for row in national if row["kind"] in FREE}
        names |= {row["decree_date"]: row["name"] or "" for row in local if row["kind"] in FREE}
        musters = {row["decree_date"] for row in local if row["kind"] == "apel"}
        return cls(rulebook, kinds, names, musters, _ramadans(national, local))

    def has(self, pattern: str, day: date) -> bool:
        """Tell whether the pattern is there on a day."""
        return self.rulebook.on(day).working_time.get(pattern) is not None

    def window(self, pattern: str, day: date) -> Window | None:
        """Working window of a pattern on a day, or None on a free day."""
        if (pattern, day) not in self._known:
            self._known[pattern, day] = self._window(pattern, day)
        return self._known[pattern, day]

    def _window(self, pattern: str, day: date) -> Window | None:
        rule = self.rulebook.on(day).working_time.get(pattern)
        if rule is None:
            return None
        hours = self._hours(rule, day, WEEKDAYS[day.weekday()])
        kind = self.kinds.get(day)
        if kind == "hari_kerja_lokal":
            hours = hours or self._hours(rule, day, next(iter(rule.days)))
        elif hours is None or (kind in FREE and rule.holidays_are_free):
            return None
        middle = hours.midpoint
        if middle is None:
            is_across_noon = hours.start < NOON < hours.ends_minute
            middle = NOON if is_across_noon else (hours.start + hours.ends_minute) // 2
        start, end = at_minute(day, hours.start), at_minute(day, hours.ends_minute)
        return Window(day, start, end, at_minute(day, middle), is_shift=hours.ends_minute > 24 * 60)

    def _hours(self, rule: PatternRule, day: date, weekday: str) -> Hours | None:
        if any(first <= day <= last for first, last in self.ramadans) and weekday in rule.ramadan:
            return rule.ramadan[weekday]
        return rule.days.get(weekday)

    def workdays(self, pattern: str, first: date, last: date) -> int:
        """Number of workdays from `first` to `last`, both included."""
        return sum(self.window(pattern, day) is not None for day in days_between(first, last))

    def after_workdays(self, day: date, count: int, pattern: str = "default") -> date:
        """Day on which the given number of workdays after `day` have begun."""
        while count:
            day += timedelta(days=1)
            count -= self.window(pattern, day) is not None
        return day


def shift_window(shift: Row) -> Window:
    """Window of a rostered shift; arrivals and departures are divided at its middle."""
    starts_at, ends_at = shift["starts_at"], shift["ends_at"]
    middle = starts_at + (ends_at - starts_at) / 2
    return Window(shift["shift_date"], starts_at, ends_at, middle, is_shift=True)


def _is_known(row: Row, known_on: date | None) -> bool:
    return known_on is None or row["decided_on"] is None or row["decided_on"] <= known_on


def _ramadans(national: list[Row], local: list[Row]) -> list[tuple[date, date]]:
    def edges(kind: str) -> list[date]:
        own = [row["decree_date"] for row in local if row["kind"] == kind]
        moved = []
        for row in sorted((row for row in national if row["kind"] == kind), key=lambda row: row["date"]):
            near = [day for day in own if abs(day - row["date"]) <= RAMADAN_MOVES_AT_MOST]
            moved.append(near[-1] if near else row["date"])
        return moved

    return list(zip(edges("ramadan_mulai"), edges("ramadan_selesai"), strict=False))
