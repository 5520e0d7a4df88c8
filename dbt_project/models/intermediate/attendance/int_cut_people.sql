-- grain: one row per employee whose punches stop with those of everybody at one device
with silent as (
    select
        days.agency_id,
        days.employee_id,
        days.work_date
    from {{ ref('int_attendance_days') }} as days
    left join {{ ref('int_cut_units') }} as units
        on days.agency_id = units.agency_id and days.unit_id = units.unit_id
    where days.day_status in ('absent', 'no_evidence') and units.unit_id is null
),

lasts as (
    select
        agency_id,
        employee_id,
        max_by(device, punch_at) as device,
        cast(max(punch_at) as date) as last_punch_on
    from {{ ref('stg_punches') }}
    where not is_edge
    group by agency_id, employee_id
),

stopped as (
    select
        lasts.agency_id,
        lasts.employee_id,
        lasts.device,
        lasts.last_punch_on,
        count(distinct silent.work_date) as silent_days
    from lasts
    inner join {{ ref('int_attendance_reach') }} as reach on lasts.agency_id = reach.agency_id
    inner join silent
        on
            lasts.agency_id = silent.agency_id
            and lasts.employee_id = silent.employee_id
            and lasts.last_punch_on < silent.work_date
            and reach.last_punch_on >= silent.work_date
    group by lasts.agency_id, lasts.employee_id, lasts.device, lasts.last_punch_on
),

at_device as (
    select
        agency_id,
        device,
        count(*) as people
    from lasts
    group by agency_id, device
)

select
    stopped.agency_id,
    stopped.employee_id,
    stopped.device,
    stopped.last_punch_on,
    stopped.silent_days
from stopped
inner join {{ source('input', 'quality_guard') }} as guards
    on stopped.silent_days >= guards.device_silent_days
inner join at_device
    on
        stopped.agency_id = at_device.agency_id
        and stopped.device = at_device.device
        and guards.from_people <= at_device.people
qualify count(*) over (partition by stopped.agency_id, stopped.device) = at_device.people
