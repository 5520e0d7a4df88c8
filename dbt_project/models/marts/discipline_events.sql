-- grain: one row per employee, day (the last one, for minutes laid together), kind of event and base, with what it costs
select
    events.agency_id,
    months.month,
    events.employee_id,
    events.work_date,
    events.event_kind,
    cast(events.minutes as bigint) as minutes,
    events.base,
    events.aspect,
    events.rule_id,
    cast(events.ordinal as bigint) as ordinal,
    events.is_redeemed,
    events.points_e4
from {{ ref('int_discipline_events') }} as events
inner join {{ ref('int_months') }} as months on events.agency_id = months.agency_id
