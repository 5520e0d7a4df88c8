-- grain: one row per employee, day (the last one, for minutes laid together), kind of event and base, with what it costs
with monthly_rules as (
    select distinct agency_id, scope_id, pattern_id, work_date, event_kind, rule_id
    from {{ ref('int_dated_event_rules') }}
    where aggregate = 'month'
),

-- minutes of the days on which the rule holds, laid together on the last of them
laid_together as (
    select
        events.agency_id,
        events.employee_id,
        arg_max(events.unit_id, events.work_date) as unit_id,
        arg_max(events.scope_id, events.work_date) as scope_id,
        arg_max(events.rule_date, events.work_date) as rule_date,
        arg_max(events.pattern_id, events.work_date) as pattern_id,
        max(events.work_date) as work_date,
        events.event_kind || ':month' as event_kind,
        sum(events.minutes) as minutes,
        0 as stayed_minutes,
        cast(null as varchar) as leave_type,
        monthly_rules.rule_id as only_rule_id
    from {{ ref('int_events') }} as events
    inner join monthly_rules using (agency_id, scope_id, pattern_id, work_date, event_kind)
    where events.minutes > 0
    group by events.agency_id, events.employee_id, events.event_kind, monthly_rules.rule_id
),

happened as (
    select
        *,
        cast(null as varchar) as only_rule_id
    from {{ ref('int_events') }}
    union all
    select * from laid_together
),

matched as (
    select
        happened.* exclude (only_rule_id),
        rules.* exclude (
            agency_id,
            scope_id,
            pattern_id,
            work_date,
            event_kind,
            minutes_from,
            minutes_to,
            leave_type,
            points_e4
        ),
        case
            when rules.per_minutes is null then rules.points_e4
            when rules.per_rounding = 'started'
                then rules.points_e4 * ((happened.minutes + rules.per_minutes - 1) // rules.per_minutes)
            else rules.points_e4 * (happened.minutes // rules.per_minutes)
        end as points_e4
    from happened
    inner join {{ ref('int_dated_event_rules') }} as rules
        on
            happened.agency_id = rules.agency_id
            and happened.scope_id = rules.scope_id
            and happened.pattern_id = rules.pattern_id
            and happened.work_date = rules.work_date
            and happened.event_kind
            = rules.event_kind || case when rules.aggregate = 'month' then ':month' else '' end
            and happened.minutes between coalesce(rules.minutes_from, 0) and coalesce(rules.minutes_to, 99999)
            and coalesce(happened.leave_type = rules.leave_type, true)
            and coalesce(happened.only_rule_id = rules.rule_id, true)
),

redeemed as (
    select
        *,
        coalesce(minutes <= redeem_minutes and stayed_minutes >= minutes, false)
        and row_number() over (
            partition by
                agency_id,
                employee_id,
                rule_id,
                coalesce(minutes <= redeem_minutes and stayed_minutes >= minutes, false)
            order by work_date
        ) <= coalesce(redeem_per_month, 99) as is_redeemed
    from matched
),

forgiven as (
    select
        *,
        is_redeemed or row_number() over (
            partition by agency_id, employee_id, rule_id, is_redeemed order by work_date, ordinal
        ) <= free_per_month as is_forgiven
    from redeemed
),

limits as (
    select agency_id, scope_id, pattern_id, work_date, base, sum(points_e4) as day_limit_e4
    from {{ ref('int_dated_event_rules') }}
    where event_kind = 'absent'
    group by agency_id, scope_id, pattern_id, work_date, base
),

running as (
    select
        forgiven.*,
        settings.day_cap and forgiven.aggregate <> 'month' as is_capped,
        limits.day_limit_e4,
        sum(
            case when forgiven.is_forgiven or forgiven.aggregate = 'month' then 0 else forgiven.points_e4 end
        ) over (
            partition by forgiven.agency_id, forgiven.employee_id, forgiven.work_date, forgiven.base
            order by forgiven.event_kind, forgiven.rule_id, forgiven.ordinal
            rows between unbounded preceding and current row
        ) as day_points_e4
    from forgiven
    {{ settings_of('forgiven') }}
    left join limits
        on
            forgiven.agency_id = limits.agency_id
            and forgiven.scope_id = limits.scope_id
            and forgiven.pattern_id = limits.pattern_id
            and forgiven.work_date = limits.work_date
            and forgiven.base = limits.base
)

select
    agency_id,
    employee_id,
    unit_id,
    scope_id,
    work_date,
    event_kind,
    minutes,
    base,
    aspect,
    rule_id,
    ordinal,
    is_redeemed,
    cast(
        case
            when is_forgiven then 0
            when is_capped and day_limit_e4 is not null
                then greatest(points_e4 - greatest(day_points_e4 - day_limit_e4, 0), 0)
            else points_e4
        end as bigint
    ) as points_e4
from running
