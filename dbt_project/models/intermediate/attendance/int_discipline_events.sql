-- grain: one row per employee, day, kind of event and base, with the points or percent that it costs
with happened as (
    select agency_id, employee_id, unit_id, scope_id, work_date, 'late' as event_kind, late_minutes as minutes
    from {{ ref('int_attendance_days') }}
    where late_minutes > 0
    union all
    select agency_id, employee_id, unit_id, scope_id, work_date, 'early', early_minutes
    from {{ ref('int_attendance_days') }}
    where early_minutes > 0
    union all
    select agency_id, employee_id, unit_id, scope_id, work_date, day_status, null
    from {{ ref('int_attendance_days') }}
    where day_status in ('absent', 'missing_in', 'missing_out')
),

priced as (
    select
        happened.*,
        rules.minutes_from,
        rules.minutes_to,
        rules.base,
        rules.rule_id,
        rules.ordinal,
        settings.day_cap,
        case
            when row_number() over (
                partition by happened.agency_id, happened.employee_id, happened.event_kind, rules.base
                order by happened.work_date
            ) <= coalesce(rules.free_per_month, 0) then 0
            else rules.points_e4
        end as points_e4
    from happened
    {{ settings_of('happened') }}
    inner join {{ source('input', 'policy_event_points') }} as rules
        on
            happened.agency_id = rules.agency_id
            and happened.scope_id = rules.scope_id
            and happened.work_date between rules.valid_from and rules.valid_to
            and happened.event_kind = rules.event_kind
            and coalesce(happened.minutes, 0) >= coalesce(rules.minutes_from, 0)
            and coalesce(happened.minutes, 0) <= coalesce(rules.minutes_to, 99999)
),

running as (
    select
        priced.*,
        absent.points_e4 as day_limit_e4,
        sum(priced.points_e4) over (
            partition by priced.agency_id, priced.employee_id, priced.work_date, priced.base
            order by priced.event_kind, priced.ordinal
            rows between unbounded preceding and current row
        ) as day_points_e4
    from priced
    left join {{ source('input', 'policy_event_points') }} as absent
        on
            priced.agency_id = absent.agency_id
            and priced.scope_id = absent.scope_id
            and priced.work_date between absent.valid_from and absent.valid_to
            and absent.event_kind = 'absent'
            and absent.base = priced.base
)

select
    agency_id,
    employee_id,
    unit_id,
    work_date,
    event_kind,
    minutes,
    base,
    rule_id,
    ordinal,
    cast(
        case
            when day_cap and day_limit_e4 is not null
                then greatest(points_e4 - greatest(day_points_e4 - day_limit_e4, 0), 0)
            else points_e4
        end as bigint
    ) as points_e4
from running
