"""The rules behind a statement, as they were compiled for the month; nothing where a build kept none."""

from collections.abc import Collection, Mapping, Sequence

import duckdb

from delivery.catalogue import Row, rows
from delivery.statement_facts import Rule

LEAVE = "leave_types"
LEAVE_TITLE = "Hari cuti atau izin dihitung menurut aturan cuti"


def has_rules(connection: duckdb.DuckDBPyConnection) -> bool:
    """Tell whether the catalogue has the compiled rules."""
    found = rows(
        connection,
        "select 1 as one from information_schema.tables "
        "where table_schema = 'compiled' and table_name = 'policy_rules'",
    )
    return bool(found)


def rules_of(
    connection: duckdb.DuckDBPyConnection, key: Sequence[object], unit_id: str, rule_ids: Collection[str]
) -> dict[str, Rule]:
    """Words of the rules that hold at the end of the month, the unit's own before the office's."""
    found = rows(
        connection,
        "select rule_id, title, citation, clause, status as rule_status, "
        "policy_id || '@' || version_id as policy_version from compiled.policy_rules "
        "where agency_id = ? and month = ? and list_contains(?, rule_id) and scope_id in ('*', ?) "
        "and last_day(cast(month || '-01' as date)) between valid_from and valid_to "
        "order by rule_id, scope_id = '*' desc",
        [key[0], key[1], sorted(rule_ids), unit_id],
    )
    return {row["rule_id"]: rule_of(row, row["title"]) for row in found}


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


def settings_of(connection: duckdb.DuckDBPyConnection, key: Sequence[object]) -> Mapping[str, object]:
    """Read the settings of the office at the end of the month."""
    found = rows(
        connection,
        "select * from compiled.policy_settings where agency_id = ? and month = ? and scope_id = '*' "
        "and last_day(cast(month || '-01' as date)) between valid_from and valid_to",
        key[:2],
    )
    return found[0] if found else {}
