-- grain: one row per employee and due day, with what the evidence says of it
with evidenced as (
    select distinct
        punches.agency_id,
        punches.unit_id,
        punches.work_date
    from {{ ref('int_day_punches') }} as punches
    left join {{ ref('int_leave_days') }} as leave_days
        on
            punches.agency_id = leave_days.agency_id
            and punches.employee_id = leave_days.employee_id
            and punches.work_date = leave_days.leave_date
    where leave_days.employee_id is null
),

days as (
    select
        due.*,
        punches.arrived_at,
        punches.left_at,
        coalesce(punches.punch_count, 0) as punch_count,
        settings.seconds_rule,
        settings.grace_seconds,
        coalesce(outages.is_arrival_excused, false) as is_arrival_excused,
        coalesce(outages.is_departure_excused, false) as is_departure_excused,
        coalesce(outages.is_muster_excused, false) as is_muster_excused,
        outages.what as outage,
        outages.file_no as outage_file_no,
        outages.row_no as outage_row_no,
        case
            when outages.is_arrival_excused then 0
            else least(
                    greatest(date_diff('second', due.starts_at, punches.arrived_at), 0),
                    settings.flex_minutes * 60
                )
        end as flex_seconds,
        leave_days.leave_type,
        case
            when sources.evidence = 'none_due' then 'leave'
            when sources.evidence <> 'punch' then 'not_counted'
            when leave_days.employee_id is not null and punches.employee_id is null then 'leave'
            when leave_days.is_excused then 'leave'
            when punches.employee_id is null and outages.is_absence_excused then 'outage'
            when punches.employee_id is null and evidenced.unit_id is null
                and settings.no_evidence_unit = 'exclude' then 'no_evidence'
            when punches.employee_id is null then 'absent'
            when punches.arrived_at is null and outages.is_arrival_excused is not true then 'missing_in'
            when punches.left_at is null and outages.is_departure_excused is not true then 'missing_out'
            else 'present'
        end as day_status,
        coalesce(leave_days.is_present, false) as is_leave_present
    from {{ ref('int_workdays') }} as due
    {{ settings_of('due') }}
    inner join {{ ref('int_attendance_sources') }} as sources
        on due.agency_id = sources.agency_id and due.employee_id = sources.employee_id
    left join {{ ref('int_leave_days') }} as leave_days
        on
            due.agency_id = leave_days.agency_id
            and due.employee_id = leave_days.employee_id
            and due.work_date = leave_days.leave_date
    left join {{ ref('int_day_punches') }} as punches
        on
            due.agency_id = punches.agency_id
            and due.employee_id = punches.employee_id
            and due.work_date = punches.work_date
    left join evidenced
        on
            due.agency_id = evidenced.agency_id
            and due.unit_id = evidenced.unit_id
            and due.work_date = evidenced.work_date
    left join {{ ref('int_outage_days') }} as outages
        on
            due.agency_id = outages.agency_id
            and due.employee_id = outages.employee_id
            and due.work_date = outages.work_date
),

seconds as (
    select
        *,
        case
            when is_arrival_excused then 0
            else greatest(date_diff('second', starts_at, arrived_at) - coalesce(flex_seconds, 0), 0)
        end as late_seconds,
        case
            when is_departure_excused then 0
            else greatest(date_diff('second', left_at, ends_at) + coalesce(flex_seconds, 0), 0)
        end as early_seconds
    from days
)

select
    agency_id,
    employee_id,
    assignment_id,
    unit_id,
    scope_id,
    rule_date,
    pattern_id,
    work_date,
    is_shift,
    starts_at,
    ends_at,
    arrived_at,
    left_at,
    punch_count,
    day_status,
    leave_type,
    is_leave_present,
    is_muster_excused,
    case
        when
            day_status = 'outage'
            or day_status in ('present', 'missing_in', 'missing_out')
            and (
                is_arrival_excused and coalesce(arrived_at > starts_at, true)
                or is_departure_excused and coalesce(left_at < ends_at, true)
            )
            then coalesce(nullif(outage, ''), 'gangguan')
    end as outage,
    outage_file_no,
    outage_row_no,
    {{ whole_minutes('late_seconds') }} as late_minutes,
    {{ whole_minutes('early_seconds') }} as early_minutes,
    case
        when day_status = 'present' and not is_arrival_excused and not is_departure_excused
            then greatest(
                    date_diff('minute', starts_at, ends_at) - date_diff('second', arrived_at, left_at) // 60,
                    0
                )
        else 0
    end as short_minutes,
    greatest(date_diff('second', ends_at, left_at) - coalesce(flex_seconds, 0), 0) // 60 as stayed_minutes
from seconds
