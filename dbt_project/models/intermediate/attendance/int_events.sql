-- grain: one row per employee, day and thing that happened on it and may cost something
with musters as (
    select agency_id, pattern_id, date, min(ends_minute) as ends_minute
    from {{ source('input', 'policy_special_days') }}
    where ends_minute is not null
    group by agency_id, pattern_id, date
),

-- points that a recap gives are all that the person's discipline costs
given as (
    select sources.agency_id, sources.employee_id
    from {{ ref('int_attendance_sources') }} as sources
    inner join {{ ref('stg_attendance_recaps') }} as recaps
        on sources.agency_id = recaps.agency_id and sources.employee_id = recaps.employee_id
    where sources.evidence = 'recap' and recaps.deduction_points_e4 is not null
)

select
    agency_id, employee_id, unit_id, scope_id, rule_date, pattern_id, work_date,
    'late' as event_kind, late_minutes as minutes, stayed_minutes, cast(null as varchar) as leave_type
from {{ ref('int_attendance_days') }}
where late_minutes > 0

union all

select
    agency_id, employee_id, unit_id, scope_id, rule_date, pattern_id, work_date,
    'early', early_minutes, 0, null
from {{ ref('int_attendance_days') }}
where early_minutes > 0

union all

select
    agency_id, employee_id, unit_id, scope_id, rule_date, pattern_id, work_date,
    'short_minutes', short_minutes, 0, null
from {{ ref('int_attendance_days') }}
where short_minutes > 0

union all

select
    agency_id, employee_id, unit_id, scope_id, rule_date, pattern_id, work_date,
    day_status, 0, 0, null
from {{ ref('int_attendance_days') }}
where day_status in ('absent', 'missing_in', 'missing_out')

union all

select
    days.agency_id,
    days.employee_id,
    days.unit_id,
    days.scope_id,
    days.rule_date,
    days.pattern_id,
    days.work_date,
    'muster', 0, 0, null
from {{ ref('int_attendance_days') }} as days
inner join musters
    on
        days.agency_id = musters.agency_id
        and days.pattern_id = musters.pattern_id
        and days.work_date = musters.date
where
    days.day_status in ('present', 'missing_in', 'missing_out')
    and not days.is_shift
    and not days.is_muster_excused
    and coalesce(days.arrived_at >= days.work_date + to_minutes(musters.ends_minute + 1), true)

union all

select
    leaves.agency_id,
    leaves.employee_id,
    posts.unit_id,
    posts.scope_id,
    posts.rule_date,
    posts.pattern_id,
    days.date,
    'leave', 0, 0, leaves.leave_type
from {{ ref('stg_leaves') }} as leaves
inner join {{ ref('int_duties') }} as posts
    on leaves.agency_id = posts.agency_id and leaves.employee_id = posts.employee_id
inner join {{ source('input', 'calendar_days') }} as days
    on
        posts.agency_id = days.agency_id
        and posts.pattern_id = days.pattern_id
        and days.is_workday
        and days.date between
        greatest(leaves.leave_from, posts.duty_from) and least(leaves.leave_to, posts.duty_to)
left join given on leaves.agency_id = given.agency_id and leaves.employee_id = given.employee_id
where
    given.employee_id is null
    and coalesce(
        days.date
        <= (select run_month.counted_until from {{ source('input', 'run_month') }} as run_month),
        true
    )
