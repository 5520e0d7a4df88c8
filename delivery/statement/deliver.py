"""One protected file for each person of a month, and the delivery of each in the ledger."""

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from contracts.dates import month_days, month_text
from contracts.home import Home
from delivery.catalogue import has_table, open_marts, rows
from delivery.errors import StatementRefused
from delivery.handoff.private import write_private
from delivery.release.closing import Actor
from delivery.statement.build import statement_of
from delivery.statement.deliveries import Delivery, deliveries, record
from delivery.statement.pdf import encrypted_pdf
from delivery.statement.released import changed_since, left_out
from delivery.statement.secret import content_hash, password, pseudonym
from delivery.statement.tables import tables_of
from delivery.statement.text import render
from delivery.statement.told import told

AT_ONCE = 200
_PEOPLE = """
    select people.employee_id, people.name, people.unit_id
    from marts.monthly_incentives as people
    where people.agency_id = $agency and people.month = $month
        and ($unit::varchar is null or people.unit_id in (select unit_id from below))
    order by people.unit_id, people.employee_id
"""
_BELOW = """
    with recursive units as (
        select unit_id, parent_unit_id, skpd_code from accepted.unit
        where agency_id = $agency and month = $month
    ), below as (
        select unit_id from units where unit_id = $unit or skpd_code = $unit
        union
        select units.unit_id from units inner join below on units.parent_unit_id = below.unit_id
    )
"""


@dataclass(frozen=True)
class Recipient:
    """Somebody with a statement: `file` is its name, which does not say whose it is."""

    employee_id: str
    name: str | None
    unit_id: str | None
    file: str


@dataclass(frozen=True)
class Delivered:
    """What was done: every recipient, how many files are new, and where they lie."""

    agency_id: str
    folder: Path
    recipients: Sequence[Recipient]
    written: int


def agencies_of(home: Home, month: str, unit: str | None) -> list[str]:
    """Return the agencies with people in the month's table; with a unit the one that has it.

    Raises StatementRefused where there is none, or where more than one has a unit of this code.
    """
    with open_marts(home, month) as connection:
        people = "select distinct agency_id from marts.monthly_incentives where month = $month"
        if unit is not None and has_table(connection, "accepted", "unit"):
            people += (
                " and agency_id in (select agency_id from accepted.unit where month = $month "
                "and (unit_id = $unit or skpd_code = $unit))"
            )
        elif unit is not None:
            people += " and unit_id = $unit"
        bound = {"month": month} if unit is None else {"month": month, "unit": unit}
        found = [str(row["agency_id"]) for row in rows(connection, f"{people} order by all", bound)]
    if not found:
        what = f"unit {unit}" if unit else "siapa pun"
        raise StatementRefused(f"Tidak ada {what} pada tabel {month}; lihat `kinerja status {month}`.")
    if unit is not None and len(found) > 1:
        raise StatementRefused(f"Unit {unit} ada di {', '.join(found)}: sebut salah satu dengan --agency.")
    return found


def recipients(home: Home, agency_id: str, month: str, unit: str | None) -> list[Recipient]:
    """Read whose statement it is: everybody in the month's table, or in a unit (unor_id or kode_skpd).

    Raises StatementRefused where there is nobody.
    """
    with open_marts(home, month) as connection:
        known = has_table(connection, "accepted", "unit")
        below = _BELOW if known else "with below as (select $unit as unit_id)"
        wanted = {"agency": agency_id, "month": month, "unit": unit}
        found = rows(connection, f"{below} {_PEOPLE}", wanted)
        if unit is None:
            found += left_out(home, connection, agency_id, month)
    if not found:
        place = f"unit {unit} dari {agency_id}" if unit else agency_id
        raise StatementRefused(
            f"Tidak ada pegawai {place} pada tabel {month}; lihat `kinerja status {month}`."
        )
    return [
        Recipient(
            row["employee_id"],
            row["name"],
            row["unit_id"],
            f"{month}_{pseudonym(home, agency_id, row['employee_id'])}.pdf",
        )
        for row in found
    ]


def deliver(
    home: Home,
    agency_id: str,
    month: str,
    unit: str | None,
    *,
    out: Path,
    actor: Actor,
    at: dt.datetime,
) -> Delivered:
    """Write a file for each person to `out/<month>/<agency>/`, and who got what into the ledger.

    A statement that was delivered with the same words and still lies there is left as it is, so that a run
    that was killed goes on. Raises StatementRefused, and what `open_marts` raises.
    """
    if not actor.name.strip():
        raise StatementRefused("Nama yang menyampaikan rincian belum disebut (--by).")
    people = recipients(home, agency_id, month, unit)
    known = told(home, at)
    release = _newest_release(home, agency_id, month)
    before = {
        each.person: each for each in deliveries(home) if (each.agency_id, each.month) == (agency_id, month)
    }
    folder = out / month / agency_id
    written = 0
    for start in range(0, len(people), AT_ONCE):
        some = people[start : start + AT_ONCE]
        done: list[Delivery] = []
        with open_marts(home, month) as catalogue:
            nips = [each.employee_id for each in some]
            changed = changed_since(home, catalogue, agency_id, month, nips)
        with tables_of(home, agency_id, month, nips) as connection:
            for person in some:
                facts = statement_of(home, connection, person.employee_id, month, known, changed)
                text = render(facts, on_paper=True)
                key = pseudonym(home, agency_id, person.employee_id)
                content = content_hash(home, text)
                if _lies_there(before.get(key), folder / person.file, content, release):
                    continue
                file = encrypted_pdf(
                    text,
                    title=f"Rincian TPP {month_text(month)}",
                    password=password(home, agency_id, person.employee_id),
                    made_on=month_days(month)[1],
                )
                write_private(out / month, folder / person.file, file)
                sha256 = hashlib.sha256(file).hexdigest()
                done.append(
                    Delivery(
                        agency_id, month, key, release, person.file, sha256, content, actor.name,
                        actor.account, at,
                    )
                )  # fmt: skip
        record(home, done)
        written += len(done)
    return Delivered(agency_id, folder, people, written)


def _lies_there(known: Delivery | None, path: Path, content: str, release: str) -> bool:
    return (
        known is not None
        and (known.content, known.release) == (content, release)
        and path.is_file()
        and hashlib.sha256(path.read_bytes()).hexdigest() == known.sha256
    )


def _folders(home: Home, agency_id: str, month: str) -> list[Path]:
    found = (home.releases / month / agency_id).glob("r*/manifest.json")
    return sorted((path.parent for path in found), key=lambda folder: int(folder.name[1:]))


def _newest_release(home: Home, agency_id: str, month: str) -> str:
    return next((folder.name for folder in reversed(_folders(home, agency_id, month))), "")


def passwords(home: Home, delivered: Sequence[Delivered]) -> Iterator[tuple[str, ...]]:
    """Yield NIP, name and password of each recipient, for HR to hand over by another way than the files."""
    yield "NIP", "NAMA", "KATA_SANDI"
    for done in delivered:
        for each in done.recipients:
            yield each.employee_id, each.name or "", password(home, done.agency_id, each.employee_id)


def mailing_list(delivered: Sequence[Delivered]) -> Iterator[tuple[str, ...]]:
    """Yield NIP, name, unit and file of each recipient, for whoever sends the files."""
    yield "NIP", "NAMA", "UNOR_ID", "BERKAS"
    for done in delivered:
        for each in done.recipients:
            yield each.employee_id, each.name or "", each.unit_id or "", each.file
