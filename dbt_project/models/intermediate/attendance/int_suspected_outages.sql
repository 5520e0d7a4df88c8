-- grain: one row per day and unit on which nobody punched, or (unit null) per day on which nobody of most of an agency's units did
-- what a cut export or thinned punches explain is told as that
with due as (
    select
        days.agency_id,
        days.unit_id,
        days.work_date,
        count(*) filter (where days.day_status = 'no_evidence') as people
    from {{ ref('int_attendance_days') }} as days
    inner join {{ ref('int_attendance_reach') }} as reach
        on days.agency_id = reach.agency_id and days.work_date <= reach.last_punch_on
    left join {{ ref('int_cut_units') }} as cut
        on days.agency_id = cut.agency_id and days.unit_id = cut.unit_id
    left join {{ ref('int_short_units') }} as short
        on
            days.agency_id = short.agency_id
            and days.unit_id = short.unit_id
            and short.record_type = 'punch'
    where
        days.day_status not in ('leave', 'outage', 'not_counted')
        and short.unit_id is null
        and coalesce(days.work_date <= cast(cut.last_punch_on as date), true)
    group by days.agency_id, days.unit_id, days.work_date
),

silent as (
    select
        agency_id,
        work_date,
        count(*) as units_due,
        count(*) filter (where people > 0) as units_silent
    from due
    group by agency_id, work_date
),

weighed as (
    select
        due.*,
        silent.units_due >= guards.outage_from_units
        and silent.units_silent * 100 >= silent.units_due * guards.outage_units_pct as is_of_agency
    from due
    inner join silent on due.agency_id = silent.agency_id and due.work_date = silent.work_date
    cross join {{ source('input', 'quality_guard') }} as guards
)

select
    agency_id,
    if(is_of_agency, null, unit_id) as unit_id,
    work_date,
    is_of_agency,
    cast(sum(people) as bigint) as people
from weighed
where people > 0
group by all
