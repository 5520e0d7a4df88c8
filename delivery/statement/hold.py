"""What a statement says of a hold: why, who can mend it, until when, and what named people took away."""

from collections.abc import Collection, Sequence

import duckdb

from contracts.home import Home
from delivery.catalogue import Row, rows
from delivery.reason_texts import UNSIGNED, hold_sentences, menders
from delivery.statement.facts import Hold

_LONGEST = """
    select min(hold_until) as hold_until, coalesce(bool_or(is_escalated), false) as is_escalated
    from marts.quality_findings
    where agency_id = ? and month = ? and state <> 'resolved' and not is_cleared
        and severity = 'hold' and (employee_id = ? or (employee_id is null and unit_id = ?))
"""
# The ledger does not say whose a finding is; the evidence of the month does, and whether it still holds good.
_CLEARED = """
    select clearings."by" as first, clearings."second", clearings.document, clearings.reason
    from catalogue.hold_clearings as clearings
    inner join marts.hold_evidence as evidence
        on clearings.month = evidence.month and clearings.finding_id = evidence.finding_id
    where evidence.is_cleared and evidence.agency_id = $1 and evidence.month = $2
        and evidence.employee_id = $3
    order by clearings.document
"""
# The tables of the month do not know who signed: a release holds by itself, until a later one pays.
_RELEASED = """
    select
        coalesce(
            bool_and(is_held) and bool_or(list_contains(string_split(hold_reason, ';'), $2)), false
        ) as waits
    from read_parquet($3) where employee_id = $1
"""


def as_released(home: Home, connection: duckdb.DuckDBPyConnection, person: Row) -> Row:
    """Return the person's row of the month, held as well where the releases wait for the SKPD's recap."""
    folder = home.releases / str(person["month"]) / str(person["agency_id"])
    released = sorted(str(path) for path in folder.glob("r*/monthly_incentives.parquet"))
    if not released:
        return person
    [found] = rows(connection, _RELEASED, [person["employee_id"], UNSIGNED, released])
    if not found["waits"]:
        return person
    reasons = [reason for reason in (person["hold_reason"], UNSIGNED) if reason]
    return {**person, "is_held": True, "incentive_amount": 0, "hold_reason": ";".join(reasons)}


def hold_of(
    connection: duckdb.DuckDBPyConnection,
    key: Sequence[object],
    person: Row,
    unit_name: str,
    present: Collection[str],
) -> Hold:
    """Return the hold of a person. key: agency, month, employee. present: views of schema marts."""
    has_history = "quality_findings" in present
    told = rows(connection, _LONGEST, [*key, person["unit_id"]])[0] if has_history else {}
    cleared = rows(connection, _CLEARED, list(key)) if has_history and "hold_evidence" in present else []
    is_held = bool(person["is_held"])
    until = told.get("hold_until") if is_held else None
    return {
        "is_held": is_held,
        "reason": person["hold_reason"],
        "sentences": hold_sentences(person["hold_reason"]),
        "menders": menders(person["hold_reason"], unit_name),
        "until": until.isoformat() if until else None,
        "is_escalated": is_held and bool(told.get("is_escalated")),
        "cleared": [_cleared(event) for event in cleared],
    }


def _cleared(event: Row) -> str:
    names = " dan ".join(name for name in (event["first"], event["second"]) if name)
    return f"Satu penahanan dicabut oleh {names}, dasar {event['document']}: {event['reason']}"
