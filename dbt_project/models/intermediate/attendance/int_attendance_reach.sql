-- grain: one row per agency in which somebody is measured by punches: how far its punches reach into the month
-- a day of an approved outage is no silence: it is explained
with reach as (
    select
        agency_id,
        max(work_date) filter (where punch_count > 0) as last_punch_on
    from {{ ref('int_attendance_days') }}
    where day_status <> 'not_counted'
    group by agency_id
)

select
    days.agency_id,
    reach.last_punch_on,
    sum(days.punch_count) as punch_count,
    count(*) filter (where days.day_status <> 'outage') as due_days,
    count(distinct days.work_date) filter (
        where days.work_date > reach.last_punch_on and days.day_status <> 'outage'
    ) as workdays_after_last_punch
from {{ ref('int_attendance_days') }} as days
inner join reach on days.agency_id = reach.agency_id
where days.day_status <> 'not_counted'
group by days.agency_id, reach.last_punch_on
