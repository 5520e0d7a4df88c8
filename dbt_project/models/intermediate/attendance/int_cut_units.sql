-- grain: one row per unit whose punches stop while the rest of the agency punches on
with stops as (
    select
        agency_id,
        unit_id,
        max(work_date) filter (where punch_count > 0) as last_punch_on,
        count(distinct employee_id) as people
    from {{ ref('int_attendance_days') }}
    where day_status <> 'not_counted'
    group by agency_id, unit_id
),

silent as (
    select
        stops.agency_id,
        stops.unit_id,
        stops.people,
        strftime(stops.last_punch_on, '%Y-%m-%d') as last_punch_on,
        count(distinct days.work_date) as silent_days
    from stops
    inner join {{ ref('int_attendance_reach') }} as reach on stops.agency_id = reach.agency_id
    inner join {{ ref('int_attendance_days') }} as days
        on
            stops.agency_id = days.agency_id
            and stops.unit_id = days.unit_id
            and stops.last_punch_on < days.work_date
            and reach.last_punch_on >= days.work_date
            and days.day_status in ('no_evidence', 'absent')
    group by stops.agency_id, stops.unit_id, stops.people, stops.last_punch_on
)

select
    silent.agency_id,
    silent.unit_id,
    silent.people,
    silent.last_punch_on,
    silent.silent_days
from silent
inner join {{ source('input', 'quality_guard') }} as guards
    on silent.silent_days >= guards.unit_silent_days and silent.people >= guards.from_people
