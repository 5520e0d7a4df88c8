"""Stretches: who held which post on which days of the month."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from tests.oracle.records import Row
from tests.oracle.rulebook import Rulebook

DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Stretch:
    """One post of one person over unbroken days; `since` is when it really began, before the month too."""

    unit_id: str | None
    post_name: str | None
    post_type: str | None
    job_class: int | None
    status: str
    decision_no: str | None
    is_acting: bool
    since: date
    first: date
    last: date
    due_until: date
    rule_date: date = date.max
    is_only_post: bool = False

    def covers(self, day: date) -> bool:
        """Tell whether the post was held on a day."""
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Posts:
    """Definitive stretches of the month in order (or the only, acting post), and the acting ones beside."""

    definitive: list[Stretch]
    acting: list[Stretch]

    def on(self, day: date) -> Stretch | None:
        """Definitive stretch in which work is due on a day."""
        return next((s for s in self.definitive if s.covers(day) and day <= s.due_until), None)

    @property
    def main(self) -> Stretch:
        """Last definitive stretch: the person's unit, class and post of the month."""
        return self.definitive[-1]


def posts_of(rows: list[Row], rulebook: Rulebook) -> Posts | None:
    """Posts of one person in the month, or None where nothing is to be paid."""
    if any(row["is_not_entitled"] for row in rows):
        return None
    definitive = _in_month(_definitive([row for row in rows if not row["is_acting"]], rulebook), rulebook)
    acting = _in_month(_acting([row for row in rows if row["is_acting"]], rulebook), rulebook)
    if not definitive:
        definitive, acting = [replace(stretch, is_only_post=True) for stretch in acting], []
    return Posts(definitive, acting) if definitive else None


def is_entitled(stretch: Stretch, rulebook: Rulebook) -> bool:
    """Tell whether the status of the stretch has lines at all."""
    status = rulebook.on(stretch.rule_date, stretch.unit_id).statuses.get(stretch.status)
    return status is None or status.entitled


def _start(row: Row, rulebook: Rulebook) -> date:
    assigned: date = row["assignment_from"]
    on_duty: date = row["duty_from"] or date.min
    proration = rulebook.monthly(row["unit_id"]).proration
    if proration is not None and proration.counts_from == "assignment_from":
        return assigned
    return max(assigned, on_duty)


def _end(row: Row, rulebook: Rulebook) -> date:
    end: date = row["assignment_to"] or date.max
    ended: date | None = row["service_ended_on"]
    return end if ended is None else min(end, _paid_until(row, ended, rulebook))


def _paid_until(row: Row, ended: date, rulebook: Rulebook) -> date:
    """Last day of service that is paid: by days, to the end of the month in which it ended, or not in it."""
    rules = rulebook.monthly(row["unit_id"]).end_of_service
    rule = rules.get((row["service_end_reason"] or "").strip().casefold()) or rules.get("lainnya")
    if rule is None or rule.pays == "by_days":
        return ended - DAY
    month_start = ended.replace(day=1)
    if rule.pays == "none":
        return month_start - DAY
    return (month_start + 31 * DAY).replace(day=1) - DAY


def _definitive(rows: list[Row], rulebook: Rulebook) -> list[Stretch]:
    ordered = sorted(rows, key=lambda row: _start(row, rulebook))
    stretches: list[Stretch] = []
    for row, following in zip(ordered, [*ordered[1:], None], strict=False):
        end = _end(row, rulebook)
        if following is not None:
            end = min(end, _start(following, rulebook) - DAY)
        stretches += _by_status(row, _start(row, rulebook), end)
    return list(_merged(stretches))


def _acting(rows: list[Row], rulebook: Rulebook) -> list[Stretch]:
    ordered = sorted(rows, key=lambda row: _start(row, rulebook))
    spans = [(row, _start(row, rulebook), _end(row, rulebook)) for row in ordered]
    return list(_merged([_stretch(row, row["status"], first, last) for row, first, last in spans]))


def _by_status(row: Row, first: date, last: date) -> list[Stretch]:
    became = row["status_from"]
    if row["status"] != "PNS" or became is None or became <= first:
        return [_stretch(row, row["status"], first, last)]
    if became > last:
        return [_stretch(row, "CPNS", first, last)]
    return [_stretch(row, "CPNS", first, became - DAY), _stretch(row, "PNS", became, last)]


def _stretch(row: Row, status: str, first: date, last: date) -> Stretch:
    return Stretch(
        unit_id=row["unit_id"],
        post_name=row["post_name"],
        post_type=row["post_type"],
        job_class=row["job_class"],
        status=status,
        decision_no=row["acting_decision_no"],
        is_acting=bool(row["is_acting"]),
        since=first,
        first=first,
        last=last,
        due_until=row["service_ended_on"] - DAY if row["service_ended_on"] else date.max,
    )


def _merged(stretches: list[Stretch]) -> Iterator[Stretch]:
    held: Stretch | None = None
    for stretch in stretches:
        if stretch.last < stretch.first:
            continue
        if held is not None and _continues(held, stretch):
            held = replace(held, last=stretch.last)
            continue
        if held is not None:
            yield held
        held = stretch
    if held is not None:
        yield held


def _continues(held: Stretch, stretch: Stretch) -> bool:
    is_next_day = held.last < date.max and held.last + DAY == stretch.first
    same = replace(stretch, since=held.since, first=held.first, last=held.last)
    return is_next_day and same == held


def _in_month(stretches: list[Stretch], rulebook: Rulebook) -> list[Stretch]:
    return [
        replace(stretch, first=max(stretch.first, first), last=min(stretch.last, last), rule_date=rule_date)
        for stretch in stretches
        for first, last, rule_date in rulebook.periods()
        if stretch.first <= last and stretch.last >= first
    ]
