-- grain: one row per employee whose unit's recap and whose machine punches count days of work differently
with punched as (
    select
        agency_id,
        employee_id,
        max_by(unit_id, work_date) as unit_id,
        count(*) filter (where punch_count > 0) as machine_days,
        count(*) filter (where punch_count = 0 and (is_leave_present or day_status = 'outage'))
            as excused_days
    from {{ ref('int_attendance_days') }}
    group by agency_id, employee_id
    having count(*) filter (where punch_count > 0) > 0
)

select
    recaps.agency_id,
    recaps.employee_id,
    punched.unit_id,
    recaps.present_days,
    punched.machine_days
from {{ ref('stg_attendance_recaps') }} as recaps
inner join punched on recaps.agency_id = punched.agency_id and recaps.employee_id = punched.employee_id
where
    recaps.present_days > punched.machine_days + punched.excused_days
    or recaps.present_days < punched.machine_days
