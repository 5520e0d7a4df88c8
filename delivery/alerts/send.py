"""Tell the contacts of a month what they have to know, once a day, and write down what became of it."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Final

import duckdb

from contracts.home import Home
from contracts.quality import Quality
from delivery import ledger
from delivery.alerts import channels, words
from delivery.alerts.book import history
from delivery.alerts.contacts import Contact, Owners, read_contacts, read_parents
from delivery.alerts.digest import Digest, digests, is_open
from delivery.alerts.forms import Attachment, attachments
from delivery.catalogue import Row, not_run, open_marts, rows
from delivery.errors import MonthNotRunError

NO_SENDER: Final = "kinerja@localhost"


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
    """What became of a message: `sent`, or `failed` with how often in a row."""

    message: Message
    kind: str
    outcome: str
    attempt: int


@dataclass(frozen=True)
class Told:
    """What a look at the alerts of a month brought; `unowned` findings have nobody to be told to."""

    outcomes: tuple[Outcome, ...]
    unowned: int


def messages(home: Home, month: str, quality: Quality, *, date: dt.date) -> tuple[list[Message], int]:
    """Messages that are due on a date, and how many open findings no contact owns.

    Raises MonthNotRunError, CatalogueUnreadableError.
    """
    past = history(ledger.read(home, "alerts"), month)
    with open_marts(home, month) as connection:
        findings = rows(connection, "select * from marts.quality_findings where month = ?", [month])
        if not rows(connection, "select 1 as one from marts.agency_gates where month = ? limit 1", [month]):
            raise MonthNotRunError(not_run(month))
        contacts = read_contacts(connection, month)
        owners = Owners(contacts, read_parents(connection, month))
        due = digests(findings, contacts, owners, past, quality.alerts, month=month, date=date)
        names = _names(connection, month, due)
        made = [_message(connection, home, digest, names) for digest in due]
    unowned = sum(
        1
        for row in findings
        if is_open(row)
        and row["severity"] in quality.alerts.tell
        and not owners.of(row["agency_id"], row["unit_id"])
    )
    return made, unowned


def send(
    home: Home, month: str, quality: Quality, environment: channels.Environment, *, date: dt.date, at: str
) -> Told:
    """Send what is due on a date and write the ledger; `at` is the time of sending, ISO.

    A message is written down as soon as it left, so that a crash repeats at most one. Raises as `messages`.
    """
    with ledger.locked(home):
        past = history(ledger.read(home, "alerts"), month)
        made, unowned = messages(home, month, quality, date=date)
        outcomes = []
        for message in made:
            failures = past.of(message.digest.contact.contact_id).failures
            outcome = _deliver(message, environment, failures)
            ledger.append(home, "alerts", [_event(outcome, at)])
            outcomes.append(outcome)
        failed = sum(outcome.kind == "failed" for outcome in outcomes)
        looked = {"kind": "looked", "at": at, "date": date.isoformat(), "month": month}
        counts = {"messages": len(made), "failed": failed, "unowned": unowned}
        counts["silent_days"] = quality.alerts.silent_days
        ledger.append(home, "alerts", [looked | counts])
    return Told(tuple(outcomes), unowned)


def _deliver(message: Message, environment: channels.Environment, failures: int) -> Outcome:
    contact = message.digest.contact
    try:
        said = _hand_over(message, contact, environment)
    except channels.NotDeliveredError as error:
        return Outcome(message, "failed", str(error), failures + 1)
    return Outcome(message, "sent", said, failures + 1)


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


def _message(
    connection: duckdb.DuckDBPyConnection, home: Home, digest: Digest, names: words.Names
) -> Message:
    if not digest.contact.may_see_people:
        return Message(digest, words.subject(digest, names), words.chat(digest, names), ())
    files = tuple(attachments(connection, home.landing, digest))
    return Message(digest, words.subject(digest, names), words.mail(digest, names, files), files)


def _names(connection: duckdb.DuckDBPyConnection, month: str, due: list[Digest]) -> words.Names:
    people = {row["employee_id"] for digest in due for row in digest.fresh if row["employee_id"]}
    agencies = _pairs(
        rows(
            connection,
            "select agency_id as k, agency_name as v from compiled.agency where month = ?",
            [month],
        )
    )
    named = rows(
        connection,
        "select agency_id, unit_id, min(unit_name) as unit_name, bool_or(is_simulation) as is_simulation "
        "from marts.monthly_incentives where month = ? group by all",
        [month],
    )
    found = rows(
        connection,
        "select employee_id as k, min(name) as v from marts.monthly_incentives "
        "where month = ? and employee_id = any(?) group by all",
        [month, sorted(people)],
    )
    return words.Names(
        agencies,
        {(row["agency_id"], row["unit_id"]): row["unit_name"] for row in named if row["unit_name"]},
        _pairs(found),
        frozenset(row["agency_id"] for row in named if row["is_simulation"]),
    )


def _pairs(found: list[Row]) -> dict[str, str]:
    return {row["k"]: row["v"] for row in found if row["v"]}
