"""The view `marts.quality_findings`: what the gates found, with the history that the ledger keeps of it.

The findings of a build are Parquet and know no time; the ledger knows when each was opened and resolved. The
view puts both together when it is read, so that nothing that is computed reads what came of it.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from contracts.finding_ids import agency_finding_id_sql
from contracts.home import Home
from contracts.quality import Quality
from delivery import ledger
from orchestration.alerts_view import EVENT, failures_view
from orchestration.duck import text

LATE: Final = "penahanan_lewat_batas"
NEEDS: Final = frozenset({"marts.gate_findings"})

_OPENED_KEYS: Final = {
    "agency_id": "varchar",
    "unit_id": "varchar",
    "gate": "varchar",
    "feed": "varchar",
    "severity": "varchar",
    "rule_code": "varchar",
    "subject": "varchar",
    "title": "varchar",
    "message": "varchar",
    "action": "varchar",
    "rows": "bigint",
    "people": "bigint",
    "at_risk_amount": "bigint",
    "files": "varchar",
}
_EVENT: Final = {
    "kind": "varchar",
    "at": "varchar",
    "month": "varchar",
    "finding_id": "varchar",
    **_OPENED_KEYS,
    "path": "varchar",
}
_CLEARING: Final = dict.fromkeys(
    (
        "kind",
        "at",
        "month",
        "finding_id",
        "agency_id",
        "rule_code",
        "subject",
        "by",
        "second",
        "reason",
        "document",
    ),
    "varchar",
)

# grain: one row per event of the ledger's book of findings; times are UTC
_HISTORY: Final = """
create view catalogue.finding_events as
select * exclude ("at"), cast("at" as timestamp) as happened_at
from {source}
"""

# grain: one row per month and finding that was ever opened: when last, and when and by which file resolved
_LIVES: Final = """
create view catalogue.finding_lives as
select
    opened.*,
    resolved.happened_at as resolved_at,
    resolved.path as resolved_by
from (
    select * from catalogue.finding_events
    where kind = 'opened'
    qualify row_number() over (partition by month, finding_id order by happened_at desc) = 1
) as opened
left join (
    select month, finding_id, happened_at, path from catalogue.finding_events
    where kind = 'resolved'
    qualify row_number() over (partition by month, finding_id order by happened_at desc) = 1
) as resolved
    on opened.month = resolved.month and opened.finding_id = resolved.finding_id
    and resolved.happened_at >= opened.happened_at
"""

# grain: one row per clearing of a hold, by named people
_CLEARED: Final = """
create view catalogue.hold_clearings as
select * exclude ("at"), cast("at" as timestamp) as cleared_at
from {source}
where kind = 'hold_cleared'
qualify row_number() over (partition by month, finding_id order by "at" desc) = 1
"""

# grain: one row per month and finding, open or resolved, and one per agency with escalated holds;
# the most rupiah at risk first
_FINDINGS: Final = """
create view marts.quality_findings as
with judged as (
    select month, max(happened_at) as judged_at from catalogue.finding_events
    where kind = 'judged'
    group by month
),
firsts as (
    select finding_id, min(month) as first_month from catalogue.finding_events
    where kind = 'opened'
    group by finding_id
),
told as (
    select
        found.finding_id, found.agency_id, found.month, found.unit_id, found.employee_id, found.gate,
        found.feed, found.severity, found.rule_code, found.subject, found.title, found.message,
        found.action, found.rows, found.people, found.at_risk_amount, found.files, found.is_cleared,
        case when coalesce(lives.happened_at >= judged.judged_at, true) then 'opened' else 'still_open' end
            as state,
        lives.happened_at as first_seen_at,
        null as resolved_at,
        null as resolved_by
    from marts.gate_findings as found
    left join catalogue.finding_lives as lives
        on found.month = lives.month and found.finding_id = lives.finding_id
    left join judged on found.month = judged.month
    union all by name
    select
        lives.finding_id, lives.agency_id, lives.month, lives.unit_id,
        cast(null as varchar) as employee_id, lives.gate,
        lives.feed, lives.severity, lives.rule_code, lives.subject, lives.title, lives.message,
        lives.action, lives.rows, lives.people, lives.at_risk_amount, lives.files, false as is_cleared,
        'resolved' as state,
        lives.happened_at as first_seen_at,
        lives.resolved_at,
        lives.resolved_by
    from catalogue.finding_lives as lives
    anti join marts.gate_findings as found
        on lives.month = found.month and lives.finding_id = found.finding_id
    where lives.resolved_at is not null
    union all by name
    select * from catalogue.alert_failures
),
finished as (
select
    told.finding_id, told.agency_id, told.month, told.unit_id, told.employee_id, told.gate, told.feed,
    told.severity, told.rule_code, told.subject, told.title, told.message, told.action, told.rows,
    told.people, told.at_risk_amount, told.files, told.state, told.is_cleared,
    told.first_seen_at,
    coalesce(firsts.first_month, told.month) as first_month,
    told.resolved_at,
    told.resolved_by,
    case when told.severity in ('block', 'hold')
        then cast(told.first_seen_at + to_days({longest_days}) as date) end as hold_until,
    coalesce(
        told.severity in ('block', 'hold') and told.state <> 'resolved' and not told.is_cleared
        and judged.judged_at > told.first_seen_at + to_days({longest_days}), false
    ) as is_escalated,
    clearings."by" as cleared_by,
    clearings."second" as cleared_second,
    clearings.document as cleared_document,
    clearings.reason as cleared_reason
from told
left join catalogue.hold_clearings as clearings
    on told.month = clearings.month and told.finding_id = clearings.finding_id
left join firsts on told.finding_id = firsts.finding_id
left join judged on told.month = judged.month
)
from finished
union all by name
select
    {late_id} as finding_id,
    agency_id, month, 'bukti' as gate, 'warn' as severity, {late} as rule_code,
    {title} as title,
    replace({message}, '{{holds}}', cast(count(*) as varchar)) as message,
    {action} as action,
    cast(0 as bigint) as rows,
    cast(sum(people) as bigint) as people,
    cast(max(at_risk_amount) as bigint) as at_risk_amount,
    'opened' as state, false as is_cleared, false as is_escalated,
    cast(min(hold_until) as timestamp) as first_seen_at,
    month as first_month
from finished
where is_escalated
group by agency_id, month
order by at_risk_amount desc, agency_id, month, rule_code, unit_id, employee_id, message, finding_id
"""


def findings_views(home: Home, quality: Quality, available: Collection[str]) -> Iterator[str]:
    """Statements that create the views, none where the catalogue has no findings.

    A look back has no history: the ledger tells of what was known later.
    """
    if set(available) >= NEEDS:
        yield _HISTORY.format(source=_source(home, "findings", _EVENT))
        yield _CLEARED.format(source=_source(home, "holds", _CLEARING))
        yield _LIVES
        yield failures_view(_source(home, "alerts", EVENT), quality)
        holding = quality.holding
        told = {name: text(said) for name, said in holding.escalated.items()}
        late_id = agency_finding_id_sql("agency_id", LATE)
        yield _FINDINGS.format(longest_days=holding.longest_days, late=text(LATE), late_id=late_id, **told)


def _source(home: Home, book: ledger.Book, event: Mapping[str, str]) -> str:
    if home.derived_root is not None:
        columns = ", ".join(f'cast(null as {kind}) as "{name}"' for name, kind in event.items())
        return f"(select {columns} where false)"
    path = ledger.opened(home, book)
    columns = ", ".join(f"\"{name}\": '{kind}'" for name, kind in event.items())
    return (
        f"read_json({text(path.resolve())}, format = 'newline_delimited', ignore_errors = true, "
        f"columns = {{{columns}}})"
    )
