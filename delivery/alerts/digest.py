"""What each contact is to be told on a day: what is new, what changed, what ended, what others left lying."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.quality import Alerts
from delivery.alerts.book import ESCALATED, History
from delivery.alerts.contacts import Contact, Owners
from delivery.catalogue import Row

Finding = Mapping[str, Any]


@dataclass(frozen=True)
class Digest:
    """One message. Findings are rows of `marts.quality_findings`, the most rupiah first.

    fresh: not told yet, or told in another state. escalated: of other contacts, open for longer than the
    settings allow. unchanged: open and told as they are. resolved: told once and over now. marks: for the
    ledger.
    """

    contact: Contact
    month: str
    date: dt.date
    closes_on: dt.date
    fresh: tuple[Row, ...]
    escalated: tuple[Row, ...]
    unchanged: tuple[Row, ...]
    resolved: tuple[Row, ...]
    marks: Mapping[str, str]
    ended: tuple[str, ...]

    @property
    def has_news(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.fresh or self.escalated or self.ended)


def digests(
    findings: Sequence[Row],
    contacts: Sequence[Contact],
    owners: Owners,
    past: History,
    settings: Alerts,
    *,
    month: str,
    date: dt.date,
    deadlines: Mapping[str, dt.date],
) -> list[Digest]:
    """Return the messages that are due on a date, one for each contact that has news and was not told today.

    findings: every row of `marts.quality_findings` of the month. deadlines: last day for mends, by agency.
    """
    told = [row for row in findings if row["severity"] in settings.tell]
    opened = [row for row in told if is_open(row)]
    due: list[Digest] = []
    for contact in contacts:
        heard = past.of(contact.contact_id)
        if heard.last_date >= date.isoformat():
            continue
        own = [row for row in opened if contact in owners.of(row["agency_id"], row["unit_id"])]
        late = _late(opened, contact, owners, past, date - dt.timedelta(days=settings.escalate_after_days))
        marks = {row["finding_id"]: mark(row) for row in own}
        marks |= {ESCALATED + row["finding_id"]: "late" for row in late}
        now = {row["finding_id"] for row in opened}
        ended = tuple(known for known in heard.told if known.removeprefix(ESCALATED) not in now)
        over = {known.removeprefix(ESCALATED) for known in ended}
        digest = Digest(
            contact,
            month,
            date,
            deadlines[contact.agency_id],
            fresh=tuple(row for row in own if heard.told.get(row["finding_id"]) != mark(row)),
            escalated=tuple(row for row in late if ESCALATED + row["finding_id"] not in heard.told),
            unchanged=tuple(row for row in own if heard.told.get(row["finding_id"]) == mark(row)),
            resolved=tuple(row for row in told if row["finding_id"] in over and not is_open(row)),
            marks=marks,
            ended=ended,
        )
        if digest.has_news:
            due.append(digest)
    return due


def is_open(row: Finding) -> bool:
    """Whether somebody still has to act: neither resolved nor cleared by a named human."""
    return row["state"] != "resolved" and not row["is_cleared"]


def mark(row: Finding) -> str:
    """Short mark of what a contact is told of a finding; it changes when that does."""
    said = [str(row[name]) for name in ("severity", "rows", "people", "at_risk_amount", "message")]
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()[:8]


def money_at_risk(found: Iterable[Finding]) -> int:
    """Whole rupiah that wait for these findings: each person's once, an agency's where it is held."""
    people: dict[str, int] = {}
    whole: dict[str, int] = {}
    parts: dict[str, int] = {}
    for row in found:
        agency_id, amount = row["agency_id"], row["at_risk_amount"] or 0
        if row["severity"] == "block":
            whole[agency_id] = max(whole.get(agency_id, 0), amount)
        elif row["employee_id"]:
            more = max(0, amount - people.get(row["employee_id"], 0))
            people[row["employee_id"]] = people.get(row["employee_id"], 0) + more
            parts[agency_id] = parts.get(agency_id, 0) + more
        else:
            parts[agency_id] = parts.get(agency_id, 0) + amount
    return sum(max(whole.get(agency, 0), parts.get(agency, 0)) for agency in whole.keys() | parts.keys())


def people_concerned(found: Iterable[Finding]) -> int:
    """People of these findings: a named person once, others as each finding counts them."""
    rows = list(found)
    named = {row["employee_id"] for row in rows if row["employee_id"]}
    return len(named) + sum(row["people"] or 0 for row in rows if not row["employee_id"])


def _late(
    opened: Sequence[Row], contact: Contact, owners: Owners, past: History, until: dt.date
) -> list[Row]:
    """Return open findings of other contacts of an agency that telling was tried of by a date."""
    if not contact.is_agency:
        return []
    return [
        row
        for row in opened
        if row["agency_id"] == contact.agency_id
        and contact not in owners.of(row["agency_id"], row["unit_id"])
        and row["finding_id"] in past.first_told
        and past.first_told[row["finding_id"]] <= until
    ]
