"""The view `catalogue.alert_failures`: contacts whom messages do not reach, as findings."""

from typing import Final

from contracts.quality import Quality
from orchestration.duck import text

FAILED: Final = "peringatan_gagal"
UNSET: Final = "kontak_tanpa_alamat"
EVENT: Final = {
    "kind": "varchar",
    "at": "varchar",
    "month": "varchar",
    "agency_id": "varchar",
    "contact_id": "varchar",
    "channel": "varchar",
    "attempt": "bigint",
}

# grain: one row per month and contact whose last messages all failed, as often as the settings name, or that
# has no address to be told at; a message that was begun and not ended counts as failed
_FAILURES: Final = """
create view catalogue.alert_failures as
with last_events as (
    select * from {source}
    where kind in ('sent', 'sending', 'failed', 'unset')
    qualify row_number() over (
        partition by month, agency_id, contact_id
        order by "at" desc, attempt desc, case when kind = 'sending' then 1 else 0 end
    ) = 1
),
rules (is_unset, gate, severity, rule_code, title, message, action) as (values
    (false, {failed}),
    (true, {unset})
)
select
    'alert-' || events.contact_id as finding_id, events.agency_id, events.month,
    cast(null as varchar) as unit_id, cast(null as varchar) as employee_id, rules.gate, 'contacts' as feed,
    rules.severity, rules.rule_code,
    events.contact_id as subject, rules.title,
    replace(replace(replace(rules.message, '{{subject}}', events.contact_id), '{{channel}}', events.channel),
        '{{attempts}}', cast(events.attempt as varchar)) as message,
    rules.action, cast(0 as bigint) as "rows", cast(0 as bigint) as people,
    cast(0 as bigint) as at_risk_amount, cast(null as varchar) as files, false as is_cleared,
    'opened' as state, cast(events."at" as timestamp) as first_seen_at,
    cast(null as timestamp) as resolved_at, cast(null as varchar) as resolved_by
from last_events as events
inner join rules on rules.is_unset = (events.kind = 'unset')
where events.kind = 'unset' or (events.kind in ('sending', 'failed') and events.attempt >= {attempts})
"""


def failures_view(source: str, quality: Quality) -> str:
    """Statement that creates the view. source: SQL of the events (EVENT) of the ledger's book `alerts`."""
    told = {}
    for place, code in (("failed", FAILED), ("unset", UNSET)):
        rule = quality.rules[code]
        words = (rule.gate, rule.severity, code, rule.title, rule.message, rule.to_do)
        told[place] = ", ".join(map(text, words))
    return _FAILURES.format(**told, source=source, attempts=quality.alerts.attempts)
