"""The view `catalogue.alert_failures`: contacts whom messages do not reach, as findings."""

from typing import Final

from contracts.quality import Quality
from orchestration.duck import text

RULE: Final = "peringatan_gagal"
EVENT: Final = {
    "kind": "varchar",
    "at": "varchar",
    "month": "varchar",
    "agency_id": "varchar",
    "contact_id": "varchar",
    "channel": "varchar",
    "attempt": "bigint",
}

# grain: one row per month and contact whose last messages all failed, as often as the settings name
_FAILURES: Final = """
create view catalogue.alert_failures as
select
    'alert-' || contact_id as finding_id, agency_id, month, null as unit_id, null as employee_id,
    {gate} as gate, 'contacts' as feed, {severity} as severity, {rule} as rule_code, contact_id as subject,
    {title} as title,
    replace(replace(replace({message}, '{{subject}}', contact_id), '{{channel}}', channel),
        '{{attempts}}', cast(attempt as varchar)) as message,
    {action} as action, cast(0 as bigint) as "rows", cast(0 as bigint) as people,
    cast(0 as bigint) as at_risk_amount, cast(null as varchar) as files, false as is_cleared,
    'opened' as state, cast("at" as timestamp) as first_seen_at,
    cast(null as timestamp) as resolved_at, cast(null as varchar) as resolved_by
from {source}
where kind in ('sent', 'failed')
qualify row_number() over (partition by month, agency_id, contact_id order by "at" desc, attempt desc) = 1
    and kind = 'failed' and attempt >= {attempts}
"""


def failures_view(source: str, quality: Quality) -> str:
    """Statement that creates the view. source: SQL of the events (EVENT) of the ledger's book `alerts`."""
    rule = quality.rules[RULE]
    words = {"gate": rule.gate, "severity": rule.severity, "rule": RULE, "title": rule.title}
    words |= {"message": rule.message, "action": rule.to_do}
    quoted = {name: text(word) for name, word in words.items()}
    return _FAILURES.format(**quoted, source=source, attempts=quality.alerts.attempts)
