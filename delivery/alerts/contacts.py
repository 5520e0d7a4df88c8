"""Who is told: contacts of units and agencies, and which of them owns a finding."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import duckdb

from delivery.catalogue import Row, rows

EMAIL: Final = "email"
ID_LENGTH: Final = 12


@dataclass(frozen=True)
class Contact:
    """One address with the units that it answers for; `is_agency`: also for the agency itself.

    `address` is a mail address, or for a chat channel the name under which the environment keeps it.
    """

    agency_id: str
    channel: str
    address: str
    name: str
    units: tuple[str, ...]
    is_agency: bool

    @property
    def contact_id(self) -> str:
        """Stable id that stands in the ledger instead of the address."""
        text = f"{self.agency_id}\x1f{self.channel}\x1f{self.address}"
        return hashlib.sha256(text.encode()).hexdigest()[:ID_LENGTH]

    @property
    def may_see_people(self) -> bool:
        """Whether what names people may be sent: by mail alone, never by chat."""
        return self.channel == EMAIL


def read_contacts(connection: duckdb.DuckDBPyConnection, month: str) -> list[Contact]:
    """Contacts of a month from the accepted rows of feed `contacts`, none where nobody landed any."""
    found = _accepted(
        connection, "contact", "agency_id, unit_id, channel, address, coalesce(name, '') as name", month
    )
    grouped: dict[tuple[str, str, str], list[Row]] = {}
    for row in found:
        grouped.setdefault((row["agency_id"], row["channel"], row["address"]), []).append(row)
    return [
        Contact(
            agency_id,
            channel,
            address,
            told[0]["name"],
            tuple(sorted({row["unit_id"] for row in told} - {agency_id})),
            any(row["unit_id"] == agency_id for row in told),
        )
        for (agency_id, channel, address), told in sorted(grouped.items())
    ]


def read_parents(connection: duckdb.DuckDBPyConnection, month: str) -> dict[tuple[str, str], str | None]:
    """Parent of each unit, by agency and unit; null at the top."""
    found = _accepted(connection, "unit", "agency_id, unit_id, parent_unit_id", month)
    return {(row["agency_id"], row["unit_id"]): row["parent_unit_id"] for row in found}


def _accepted(connection: duckdb.DuckDBPyConnection, record_type: str, columns: str, month: str) -> list[Row]:
    """Rows of an accepted record type, none where no month has any: then it has no view either."""
    known = rows(
        connection,
        "select 1 as one from information_schema.tables where table_schema = 'accepted' and table_name = ?",
        [record_type],
    )
    query = f"select {columns} from accepted.{record_type} where month = ? order by all"  # noqa: S608 - names of this file
    return rows(connection, query, [month]) if known else []


class Owners:
    """Whose a finding is: the contacts of its unit, else of the nearest unit above, else of the agency."""

    def __init__(self, contacts: Iterable[Contact], parents: Mapping[tuple[str, str], str | None]) -> None:
        """Index the contacts by their units; parents: (agency, unit) to the unit above."""
        self._parents = parents
        self._units: dict[tuple[str, str], list[Contact]] = {}
        self._agencies: dict[str, list[Contact]] = {}
        for contact in contacts:
            for unit_id in contact.units:
                self._units.setdefault((contact.agency_id, unit_id), []).append(contact)
            if contact.is_agency:
                self._agencies.setdefault(contact.agency_id, []).append(contact)

    def of(self, agency_id: str, unit_id: str | None) -> Sequence[Contact]:
        """Contacts of a finding; none where neither its units nor its agency have any."""
        seen = set()
        while unit_id is not None and unit_id not in seen:
            if owners := self._units.get((agency_id, unit_id)):
                return owners
            seen.add(unit_id)
            unit_id = self._parents.get((agency_id, unit_id))
        return self.of_agency(agency_id)

    def of_agency(self, agency_id: str) -> Sequence[Contact]:
        """Contacts of the agency itself."""
        return self._agencies.get(agency_id, ())
