"""Names that a message needs beside its findings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from delivery.alerts.contacts import Contact
from delivery.alerts.digest import Digest
from delivery.alerts.orphans import OWNED_BY, QUARANTINE, described
from delivery.catalogue import Row, rows


@dataclass(frozen=True)
class Names:
    """Names by code: agencies, units by (agency, unit), people by NIP; and who simulates.

    helpers: whom an agency's units may ask, with the address. contacts: what a contact is called, by its id.
    masters: (agency, feed) to the landed files of `employees` and `units` that the month was computed from.
    strays: by finding, what nobody owns (a badge, a counter).
    """

    agencies: Mapping[str, str]
    units: Mapping[tuple[str, str], str]
    people: Mapping[str, str]
    simulating: frozenset[str]
    helpers: Mapping[str, str]
    contacts: Mapping[str, str]
    masters: Mapping[tuple[str, str], tuple[str, ...]]
    strays: Mapping[str, str]

    def office(self, agency_id: str) -> str:
        """Name of an agency, its code where it has none."""
        return self.agencies.get(agency_id, agency_id)


def read_names(
    connection: duckdb.DuckDBPyConnection, month: str, due: Sequence[Digest], contacts: Sequence[Contact]
) -> Names:
    """Read the names that the digests of a month need."""
    people = {row["employee_id"] for digest in due for row in digest.fresh if row["employee_id"]}
    agencies = rows(
        connection,
        "select agency_id as k, agency_name as v from compiled.agency where month = ?",
        [month],
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
    masters: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in rows(
        connection,
        "select agency_id, feed, path from marts.file_outcomes where month = ? "
        "and feed in ('employees', 'units') and rows_accepted > 0 order by all",
        [month],
    ):
        key = (row["agency_id"], row["feed"])
        masters[key] = (*masters.get(key, ()), row["path"])
    return Names(
        _pairs(agencies),
        {(row["agency_id"], row["unit_id"]): row["unit_name"] for row in named if row["unit_name"]},
        _pairs(found),
        frozenset(row["agency_id"] for row in named if row["is_simulation"]),
        {
            contact.agency_id: f"{contact.name or contact.agency_id} ({contact.address})"
            for contact in reversed(contacts)
            if contact.is_agency and contact.may_see_people
        },
        {
            contact.contact_id: f"{contact.name or contact.address} ({contact.address})"
            for contact in contacts
        },
        masters,
        _strays(connection, month, due),
    )


def _strays(connection: duckdb.DuckDBPyConnection, month: str, due: Sequence[Digest]) -> dict[str, str]:
    """Map findings to what nobody owns, for those who may read it."""
    found: dict[str, str] = {}
    for row in (row for digest in due if digest.contact.may_see_people for row in digest.fresh):
        code = str(row["subject"] or "").partition("#")[0]
        if row["rule_code"] == QUARANTINE and code in OWNED_BY:
            found[row["finding_id"]] = described(connection, month, row, code)
    return found


def _pairs(found: list[Row]) -> dict[str, str]:
    return {row["k"]: row["v"] for row in found if row["v"]}
