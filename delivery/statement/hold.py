"""What a statement says of a hold: why, who can mend it, until when, and what named people took away."""

from collections.abc import Collection, Sequence

import duckdb

from delivery.catalogue import Row, rows
from delivery.reason_texts import hold_sentences, menders
from delivery.statement.facts import Hold

_LONGEST = """
    select min(hold_until) as hold_until, coalesce(bool_or(is_escalated), false) as is_escalated
    from marts.quality_findings
    where agency_id = ? and month = ? and state <> 'resolved' and not is_cleared
        and severity = 'hold' and (employee_id = ? or (employee_id is null and unit_id = ?))
"""
# A person's finding is found again by its id; the ledger does not say whose it is.
_CLEARED = """
    select "by" as first, "second", document, reason
    from catalogue.hold_clearings
    where agency_id = $1 and month = $2 and finding_id = substr(sha256(concat_ws(
        chr(31), agency_id, '', '', rule_code, coalesce(subject, ''), $3
    )), 1, 12)
    order by document
"""


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
    cleared = rows(connection, _CLEARED, list(key)) if has_history else []
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
