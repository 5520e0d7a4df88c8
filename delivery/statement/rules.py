"""The rules behind a statement, as they were compiled for the month: by unit and by day."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cached_property

import duckdb

from contracts.dates import month_days
from delivery.catalogue import Row, has_table, rows
from delivery.statement.facts import Rule

LEAVE = "leave_types"
LEAVE_TITLE = "Hari cuti atau izin dihitung menurut aturan cuti"
OFFICE = "*"


class RuleBook:
    """Compiled rules of one agency's month; nothing where a build kept none.

    A rule of the month is the one in force on the date that decides its day; a rule of a day that day's.
    A unit follows the rules of the nearest unit above it that has its own, itself first.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, key: Sequence[object]) -> None:
        self._connection = connection
        self._key = [key[0], key[1]]
        self._first, self._last = month_days(str(key[1]))

    @cached_property
    def is_kept(self) -> bool:
        """Tell whether the catalogue has the compiled rules."""
        return has_table(self._connection, "compiled", "policy_rules")

    def decides_on(self, day: dt.date | None = None) -> dt.date:
        """Date whose rules decide a day of the month; without a day, the last one."""
        last = self._spanning(self._settings, OFFICE, self._last)
        if last is None:
            return self._last
        if last["change_rule"] == "first_day":
            begun: dt.date = min(row["valid_from"] for row in self._settings if row["scope_id"] == OFFICE)
            return max(self._first, begun)
        if last["change_rule"] == "by_days":
            period = self._spanning(self._settings, OFFICE, day or self._last) or last
            until: dt.date = period["valid_to"]
            return min(until, self._last)
        return self._last

    def scope(self, unit_id: str, day: dt.date) -> str:
        """Whose rules a unit follows on a day: those of a unit, or `*`, the office's."""
        scopes = {
            row["unit_id"]: row["scope_id"]
            for row in self._unit_scopes
            if row["valid_from"] <= day <= row["valid_to"]
        }
        seen: set[str] = set()
        above: str | None = unit_id
        while scopes and above and above not in seen:
            if above in scopes:
                return str(scopes[above])
            seen.add(above)
            above = self._parents.get(above)
        return OFFICE

    def settings(self, unit_id: str = "", day: dt.date | None = None) -> Mapping[str, object]:
        """Read the settings that decide a day for a unit; empty where none were kept."""
        on = self.decides_on(day)
        return self._spanning(self._settings, self.scope(unit_id, on), on) or {}

    def table(self, name: str, unit_id: str, order: str) -> list[Row]:
        """Rows of a compiled table for a unit in the whole month, each with its span."""
        if not self.is_kept:
            return []
        return rows(
            self._connection,
            f"select * from compiled.{name} where agency_id = ? and month = ? and scope_id = ? "  # noqa: S608 - names of our own tables
            f"and valid_from <= ? and valid_to >= ? order by {order}, valid_from",
            [*self._key, self.scope(unit_id, self.decides_on()), self._last, self._first],
        )

    def special_events(self, unit_id: str) -> set[tuple[dt.date, str]]:
        """Days and kinds of event for which a special day has rules of its own, in any working pattern."""
        if not self.is_kept:
            return set()
        found = rows(
            self._connection,
            "select distinct days.date, rules.event_kind from compiled.policy_special_days as days "
            "inner join compiled.policy_special_events as rules "
            "on days.agency_id = rules.agency_id and days.month = rules.month "
            "and days.special_day = rules.special_day "
            "and days.date between rules.valid_from and rules.valid_to "
            "and coalesce(days.special_ordinal = rules.special_ordinal, true) "
            "where days.agency_id = ? and days.month = ? and rules.scope_id = ?",
            [*self._key, self.scope(unit_id, self.decides_on())],
        )
        return {(row["date"], row["event_kind"]) for row in found}

    def rule(
        self, rule_id: str | None, unit_id: str, day: dt.date | None = None, *, is_daily: bool = False
    ) -> Rule | None:
        """Words of a rule as it held for a unit; `is_daily` asks for the day itself."""
        on = day if is_daily and day is not None else self.decides_on(day)
        scope = self.scope(unit_id, on)
        found = [row for row in self._rules.get(str(rule_id), ()) if row["scope_id"] in {scope, OFFICE}]
        held = [row for row in found if row["valid_from"] <= on <= row["valid_to"]]
        if not held:
            return None
        row = min(held, key=lambda one: one["scope_id"] == OFFICE)
        return rule_of(row, row["title"])

    @cached_property
    def _settings(self) -> list[Row]:
        return self._month("policy_settings") if self.is_kept else []

    @cached_property
    def _unit_scopes(self) -> list[Row]:
        return self._month("policy_unit_scopes") if self.is_kept else []

    @cached_property
    def _parents(self) -> Mapping[str, str | None]:
        found = rows(
            self._connection,
            "select unit_id, parent_unit_id from accepted.unit where agency_id = ? and month = ?",
            self._key,
        )
        return {row["unit_id"]: row["parent_unit_id"] for row in found}

    @cached_property
    def _rules(self) -> Mapping[str, Sequence[Row]]:
        found: dict[str, list[Row]] = {}
        columns = (
            "rule_id, scope_id, valid_from, valid_to, title, citation, clause, status as rule_status, "
            "policy_id || '@' || version_id as policy_version"
        )
        for row in self._month("policy_rules", columns) if self.is_kept else ():
            found.setdefault(row["rule_id"], []).append(row)
        return found

    def _month(self, table: str, columns: str = "*") -> list[Row]:
        return rows(
            self._connection,
            f"select {columns} from compiled.{table} where agency_id = ? and month = ? "  # noqa: S608 - names of this file
            "and valid_from <= ? and valid_to >= ? order by valid_from",
            [*self._key, self._last, self._first],
        )

    @staticmethod
    def _spanning(found: Sequence[Row], scope: str, day: dt.date) -> Row | None:
        held = [row for row in found if row["scope_id"] == scope]
        return next((row for row in held if row["valid_from"] <= day <= row["valid_to"]), None)


def rule_of(row: Row, title: str | None, *, is_leave: bool = False) -> Rule:
    """Take the rule of a row that carries rule_id, citation and rule_status; a kind of leave is not told."""
    rule_id = row["rule_id"]
    if is_leave or (rule_id is not None and rule_id.startswith(f"{LEAVE}.")):
        rule_id, title = LEAVE, LEAVE_TITLE
    return {
        "rule_id": rule_id,
        "title": title,
        "citation": row["citation"],
        "clause": row.get("clause"),
        "status": row["rule_status"],
        "policy_version": row.get("policy_version"),
    }
