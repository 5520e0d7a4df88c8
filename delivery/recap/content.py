"""What a signed recap stands for: an SKPD's people with their rupiah, and the code of exactly that."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import duckdb

from contracts.at_risk import NO_OFFICE
from contracts.home import Home
from delivery import ledger
from delivery.catalogue import Row, open_marts, rows
from delivery.release.chain import code_of

PRINTED: Final = "recap_printed"
_PEOPLE: Final = """
    select * exclude (skpd_code), coalesce(skpd_code, '{none}') as skpd_code from {table}
    where agency_id = $agency and month = $month order by skpd_code, employee_id
"""


@dataclass(frozen=True)
class Recap:
    """One SKPD's month; `people` are rows of `monthly_incentives`, by NIP."""

    agency_id: str
    month: str
    skpd_code: str
    people: list[Row] = field(default_factory=list)

    @property
    def amount(self) -> int:
        """Whole rupiah payable."""
        return sum(int(person["incentive_amount"]) for person in self.people)

    @property
    def code(self) -> str:
        """Code of the people and what each is paid, to the rupiah; it moves when any of it does."""
        told = [f"{self.agency_id} {self.month} {self.skpd_code}"]
        told += [f"{person['employee_id']} {person['incentive_amount']}" for person in self.people]
        return code_of(hashlib.sha256("\n".join(told).encode()).hexdigest())


def recaps_of(home: Home, agency_id: str, month: str) -> dict[str, Recap]:
    """Return the recap of each SKPD from the month's current tables. Raises what `open_marts` raises."""
    with open_marts(home, month) as connection:
        return _recaps(connection, "marts.monthly_incentives", agency_id, month)


def recaps_in(release: Path, agency_id: str, month: str) -> dict[str, Recap]:
    """Return the recap of each SKPD as a release holds it. Raises duckdb.Error where it cannot be read."""
    with duckdb.connect() as connection:
        path = str(release / "monthly_incentives.parquet").replace("'", "''")
        return _recaps(connection, f"read_parquet('{path}')", agency_id, month)


def _recaps(
    connection: duckdb.DuckDBPyConnection, table: str, agency_id: str, month: str
) -> dict[str, Recap]:
    found: dict[str, Recap] = {}
    query = _PEOPLE.format(table=table, none=NO_OFFICE)
    for person in rows(connection, query, {"agency": agency_id, "month": month}):
        code = str(person["skpd_code"])
        found.setdefault(code, Recap(agency_id, month, code)).people.append(person)
    return found


def record(home: Home, recaps: Iterable[tuple[Recap, str]], stamp: Mapping[str, str]) -> None:
    """Write into the ledger what was printed to be signed, with its path below `handoff/`.

    stamp: by, account and at (ISO).
    """
    ledger.append(
        home,
        "recaps",
        [
            {
                "kind": PRINTED,
                "agency_id": each.agency_id,
                "month": each.month,
                "skpd_code": each.skpd_code,
                "code": each.code,
                "people": len(each.people),
                "incentive_amount": each.amount,
                "file": file,
                **stamp,
            }
            for each, file in recaps
        ],
    )


def printed(home: Home, agency_id: str, month: str) -> list[dict[str, Any]]:
    """Return what was printed of an agency's month, in the order of writing."""
    return [
        event
        for event in ledger.read(home, "recaps")
        if event.get("kind") == PRINTED and (event["agency_id"], event["month"]) == (agency_id, month)
    ]
