"""Tell the contacts of a month what they have to know, once a day, and write down what became of it."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import duckdb

from contracts.home import Home
from contracts.quality import Quality
from delivery import ledger
from delivery.alerts import channels, words
from delivery.alerts.book import History, history, one_sender
from delivery.alerts.contacts import Contact, Owners, read_contacts, read_parents
from delivery.alerts.digest import Digest, digests, is_open
from delivery.alerts.forms import Attachment, attachments
from delivery.alerts.names import Names, read_names
from delivery.catalogue import not_run, open_marts, rows
from delivery.errors import MonthNotRunError

NO_SENDER: Final = "kinerja@localhost"

Deadlines = Mapping[str, dt.date]


@dataclass(frozen=True)
class Message:
    """What goes to one contact; `sha256` of all of it stands in the ledger."""

    digest: Digest
    subject: str
    text: str
    files: tuple[Attachment, ...]

    @property
    def sha256(self) -> str:
        """Hash of the words and the files."""
        told = hashlib.sha256(f"{self.subject}\n{self.text}".encode())
        for file in self.files:
            told.update(file.name.encode() + file.content)
        return told.hexdigest()


@dataclass(frozen=True)
class Outcome:
    """What became of a message: `sent`, `failed` (how often in a row), `unset` where a chat is not set up."""

    message: Message
    kind: str
    outcome: str
    attempt: int


@dataclass(frozen=True)
class Told:
    """What a look at the alerts of a month brought; `unowned` findings have nobody to be told to."""

    outcomes: tuple[Outcome, ...]
    unowned: int

    def count(self, kind: str) -> int:
        """Messages that ended so."""
        return sum(outcome.kind == kind for outcome in self.outcomes)


@dataclass(frozen=True)
class Due:
    """Messages that are due on a date, open findings that no contact owns, and what was told before."""

    messages: tuple[Message, ...]
    unowned: int
    past: History


def due(home: Home, month: str, quality: Quality, deadlines: Deadlines, *, date: dt.date) -> Due:
    """Collect what is due on a date; deadlines: last day for mends, by agency.

    Raises MonthNotRunError, CatalogueUnreadableError.
    """
    past = history(ledger.read(home, "alerts"), month)
    with open_marts(home, month) as connection:
        findings = rows(
            connection,
            "select * from marts.quality_findings where month = ? "
            "order by at_risk_amount desc, agency_id, rule_code, unit_id, employee_id, message, finding_id",
            [month],
        )
        if not rows(connection, "select 1 as one from marts.agency_gates where month = ? limit 1", [month]):
            raise MonthNotRunError(not_run(month))
        contacts = [each for each in read_contacts(connection, month) if each.agency_id in deadlines]
        owners = Owners(contacts, read_parents(connection, month))
        found = digests(
            findings, contacts, owners, past, quality.alerts, month=month, date=date, deadlines=deadlines
        )
        names = read_names(connection, month, found, contacts)
        made = tuple(_message(connection, home, digest, names) for digest in found)
    unowned = sum(
        1
        for row in findings
        if is_open(row)
        and row["severity"] in quality.alerts.tell
        and not owners.of(row["agency_id"], row["unit_id"])
    )
    return Due(made, unowned, past)


def send(
    home: Home,
    month: str,
    quality: Quality,
    deadlines: Deadlines,
    environment: channels.Environment,
    *,
    date: dt.date,
    at: str,
) -> Told:
    """Send what is due on a date and write the ledger; `at` is the time of sending, ISO.

    Each message is written down before it leaves and when it has: a kill in between repeats that one, under
    the same Message-ID, and the book shows both. The ledger is locked for each line only, so a slow server
    keeps nobody waiting. Raises as `due`, and SenderBusyError.
    """
    with one_sender(home):
        found = due(home, month, quality, deadlines, date=date)
        outcomes = []
        for message in found.messages:
            contact = message.digest.contact
            heard = found.past.of(contact.contact_id)
            if not contact.may_see_people and channels.lacks_address(
                contact.channel, contact.address, environment
            ):
                outcome = Outcome(message, "unset", channels.not_set(contact.channel, contact.address), 0)
                if not heard.is_unset:
                    ledger.append(home, "alerts", [_event(outcome, at)])
            else:
                leaving = Outcome(message, "sending", "", heard.failures + 1)
                ledger.append(home, "alerts", [_event(leaving, at)])
                outcome = _deliver(message, environment, leaving.attempt)
                ledger.append(home, "alerts", [_event(outcome, at)])
            outcomes.append(outcome)
        told = Told(tuple(outcomes), found.unowned)
        looked = {"kind": "looked", "at": at, "date": date.isoformat(), "month": month}
        counts = {"messages": len(outcomes), "failed": told.count("failed"), "unowned": told.unowned}
        counts["silent_days"] = quality.alerts.silent_days
        ledger.append(home, "alerts", [looked | counts])
    return told


def _deliver(message: Message, environment: channels.Environment, attempt: int) -> Outcome:
    contact = message.digest.contact
    try:
        said = _hand_over(message, contact, environment)
    except channels.NotDeliveredError as error:
        return Outcome(message, "failed", str(error), attempt)
    return Outcome(message, "sent", said, attempt)


def _hand_over(message: Message, contact: Contact, environment: channels.Environment) -> str:
    if not contact.may_see_people:
        return channels.send_chat(contact.channel, contact.address, message.text, environment)
    mail = channels.compose(
        to=contact.address,
        sender=environment.get(channels.SMTP_FROM, NO_SENDER),
        subject=message.subject,
        text=message.text,
        files=message.files,
        message_id=f"{message.sha256[:32]}.{contact.contact_id}",
    )
    return channels.send_mail(mail, environment)


def _event(outcome: Outcome, at: str) -> ledger.Event:
    digest = outcome.message.digest
    return {
        "kind": outcome.kind,
        "at": at,
        "date": digest.date.isoformat(),
        "month": digest.month,
        "agency_id": digest.contact.agency_id,
        "contact_id": digest.contact.contact_id,
        "channel": digest.contact.channel,
        "sha256": outcome.message.sha256,
        "attempt": outcome.attempt,
        "outcome": outcome.outcome,
        "findings": dict(sorted(digest.marks.items())),
        "resolved": list(digest.ended),
    }


def _message(connection: duckdb.DuckDBPyConnection, home: Home, digest: Digest, names: Names) -> Message:
    if not digest.contact.may_see_people:
        return Message(digest, words.subject(digest, names), words.chat(digest, names), ())
    files = tuple(attachments(connection, home.landing, digest))
    return Message(digest, words.subject(digest, names), words.mail(digest, names, files), files)
