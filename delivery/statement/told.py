"""When people were told of a month, from when they may object: by a statement, else by the release."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

import duckdb

from contracts.home import Home
from delivery.catalogue import rows
from delivery.release.chain import released_events
from delivery.statement.deliveries import deliveries
from delivery.statement.secret import pseudonym

By = Literal["rincian", "rilis"]


@dataclass(frozen=True)
class Told:
    """What the ledger says, read once: releases by (agency, month), statements by (agency, month, person).

    `now`: a statement that is being delivered at this time tells whoever was not told by one before.
    """

    home: Home
    released: Mapping[tuple[str, str], dt.datetime]
    delivered: Mapping[tuple[str, str, str], dt.datetime]
    now: dt.datetime | None = None

    def when(self, agency_id: str, month: str, employee_id: str) -> tuple[dt.datetime, By] | None:
        """Time from which the person may object, and what told it; None before the month is released."""
        released = self.released.get((agency_id, month))
        if released is None:
            return None
        person = (agency_id, month, pseudonym(self.home, agency_id, employee_id))
        delivered = self.delivered.get(person, self.now)
        return (released, "rilis") if delivered is None else (delivered, "rincian")


def told(home: Home, now: dt.datetime | None = None) -> Told:
    """Read the first release of each month and the first statement of it that each person got."""
    released: dict[tuple[str, str], dt.datetime] = {}
    for event in released_events(home):
        place = (event["agency_id"], event["month"])
        released.setdefault(place, dt.datetime.fromisoformat(str(event["at"])))
    delivered: dict[tuple[str, str, str], dt.datetime] = {}
    for each in deliveries(home):
        if each.release:
            delivered.setdefault((each.agency_id, each.month, each.person), each.at)
    return Told(home, released, delivered, now)


def zone_of(connection: duckdb.DuckDBPyConnection, agency_id: str, month: str) -> dt.tzinfo:
    """Time zone of an agency, as it was compiled for the month."""
    found = rows(
        connection, "select zone from compiled.agency where agency_id = ? and month = ?", [agency_id, month]
    )
    return ZoneInfo(found[0]["zone"]) if found else dt.UTC
