"""Thresholds of the policy that one person's month crosses, and by what count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from delivery.catalogue import Row, rows
from delivery.statement_facts import Rule
from delivery.statement_rules import RuleBook

E4 = 10_000
WORKED = ("present", "missing_in", "missing_out")
QUANTITIES = {
    "present_days": "hari hadir",
    "worked_days": "hari hadir",
    "unexcused_days": "hari tanpa keterangan",
    "late_count": "kali terlambat",
}


@dataclass(frozen=True)
class Crossed:
    """A threshold that is crossed: its compiled row, the count that crosses it, its rule in words."""

    row: Row
    count: int
    rule: Rule | None

    @property
    def missing(self) -> int:
        """How many more or fewer would have left it uncrossed."""
        if self.row["below_value"] is not None:
            return int(self.row["below_value"]) - self.count
        return self.count - int(self.row["from_value"]) + 1


def crossed_by(
    connection: duckdb.DuckDBPyConnection,
    key: Sequence[object],
    unit_id: str,
    book: RuleBook,
    views: set[str],
) -> list[Crossed]:
    """Thresholds that (agency, month, employee) crosses, by their id; points are not counted again here."""
    day = book.decides_on()
    rules = [
        row
        for row in book.table("policy_thresholds", unit_id, "threshold_id")
        if row["valid_from"] <= day <= row["valid_to"]
    ]
    counts = _counts(connection, key, unit_id, book) if rules and "attendance_days" in views else {}
    found: list[Crossed] = []
    for row in rules:
        count = counts.get(row["quantity"])
        if count is None:
            continue
        is_low = row["below_value"] is not None and count >= row["below_value"]
        is_high = row["from_value"] is not None and count < row["from_value"]
        if not (is_low or is_high):
            found.append(Crossed(row, count, book.rule(row["rule_id"], unit_id)))
    return found


def _counts(
    connection: duckdb.DuckDBPyConnection, key: Sequence[object], unit_id: str, book: RuleBook
) -> Mapping[str, int]:
    """Days of each quantity, from the days as they were judged, else from the unit's recap."""
    days = rows(
        connection,
        "select day_status, leave_type, late_minutes from marts.attendance_days "
        "where agency_id = ? and month = ? and employee_id = ?",
        key,
    )
    counted = [day for day in days if day["day_status"] != "not_counted"]
    if not counted:
        return _recapped(connection, key)
    paid_as_present = {
        row["leave_type"]
        for row in book.table("policy_leave_bands", unit_id, "leave_type")
        if row["is_present"]
    }
    present = sum(
        day["day_status"] in WORKED or (day["day_status"] == "leave" and day["leave_type"] in paid_as_present)
        for day in counted
    )
    return {
        "present_days": present,
        "worked_days": present,
        "unexcused_days": sum(day["day_status"] == "absent" for day in counted),
        "late_count": sum(bool(day["late_minutes"]) for day in counted),
    }


def _recapped(connection: duckdb.DuckDBPyConnection, key: Sequence[object]) -> Mapping[str, int]:
    found = rows(
        connection,
        "select present as present_days, present as worked_days, absent as unexcused_days, "
        "late as late_count from accepted.attendance_recap "
        "where agency_id = ? and month = ? and employee_id = ? and not is_edge",
        key,
    )
    return {name: value for row in found for name, value in row.items() if value is not None}
