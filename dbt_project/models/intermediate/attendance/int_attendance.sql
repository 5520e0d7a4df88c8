-- grain: one row per employee with a post in the month: days due, kept and missed, points and percents to deduct
with days as (
    select
        agency_id,
        employee_id,
        count(*) filter (where day_status in ('present', 'missing_in', 'missing_out', 'absent')) as due_days,
        count(*) filter (where day_status in ('present', 'missing_in', 'missing_out')) as present_days,
        count(*) filter (where day_status = 'absent') as absent_days,
        count(*) filter (where is_leave_present and day_status = 'leave' or day_status = 'outage')
            as credited_days,
        count(*) filter (where day_status = 'leave') as leave_days,
        count(*) filter (where day_status = 'no_evidence') as excluded_days,
        sum(late_minutes) as late_minutes,
        count(*) filter (where late_minutes > 0) as late_count
    from {{ ref('int_attendance_days') }}
    group by agency_id, employee_id
),

events as (
    select agency_id, employee_id, base, aspect, points_e4, false as is_assumed
    from {{ ref('int_discipline_events') }}
    union all
    select agency_id, employee_id, base, aspect, points_e4, is_assumed
    from {{ ref('int_recap_events') }}
),

points as (
    select
        agency_id,
        employee_id,
        sum(points_e4) filter (where base = 'aspect' and aspect is null) as aspect_points_e4,
        sum(points_e4) filter (where base = 'total') as total_pct_e4,
        bool_or(is_assumed) as is_assumed
    from events
    group by agency_id, employee_id
)

select
    sources.agency_id,
    sources.employee_id,
    sources.evidence,
    coalesce(case when sources.evidence = 'recap' then recaps.due_days else days.due_days end, 0)
        as due_days,
    coalesce(case when sources.evidence = 'recap' then recaps.present_days else days.present_days end, 0)
        as present_days,
    coalesce(case when sources.evidence = 'recap' then recaps.absent_days else days.absent_days end, 0)
        as absent_days,
    coalesce(days.leave_days, 0) as leave_days,
    coalesce(days.credited_days, 0) as credited_days,
    coalesce(days.excluded_days, 0) as excluded_days,
    coalesce(coming.workday_count, 0) as coming_days,
    coalesce(coming.credited_count, 0) as coming_credited_days,
    coalesce(days.late_minutes, 0) as late_minutes,
    coalesce(case when sources.evidence = 'recap' then recaps.late_count else days.late_count end, 0)
        as late_count,
    cast(
        coalesce(
            case when sources.evidence = 'recap' then recaps.deduction_points_e4 end,
            points.aspect_points_e4,
            0
        ) as bigint
    ) as points_e4,
    cast(coalesce(points.total_pct_e4, 0) as bigint) as total_pct_e4,
    coalesce(points.is_assumed, false) as is_assumed
from {{ ref('int_attendance_sources') }} as sources
left join days on sources.agency_id = days.agency_id and sources.employee_id = days.employee_id
left join points on sources.agency_id = points.agency_id and sources.employee_id = points.employee_id
left join {{ ref('stg_attendance_recaps') }} as recaps
    on sources.agency_id = recaps.agency_id and sources.employee_id = recaps.employee_id
left join {{ ref('int_coming_days') }} as coming
    on sources.agency_id = coming.agency_id and sources.employee_id = coming.employee_id
