-- grain: one row per employee with a post in the month, and what counts as evidence of attendance
with punched as (
    select distinct agency_id, employee_id
    from {{ ref('int_day_punches') }}
),

due as (
    select
        days.agency_id,
        days.employee_id,
        bool_and(coalesce(outages.is_absence_excused, false)) as is_excused
    from {{ ref('int_workdays') }} as days
    left join {{ ref('int_leave_days') }} as leave_days
        on
            days.agency_id = leave_days.agency_id
            and days.employee_id = leave_days.employee_id
            and days.work_date = leave_days.leave_date
    left join {{ ref('int_outage_days') }} as outages
        on
            days.agency_id = outages.agency_id
            and days.employee_id = outages.employee_id
            and days.work_date = outages.work_date
    where leave_days.employee_id is null
    group by days.agency_id, days.employee_id
),

evidence as (
    select
        employees.agency_id,
        employees.employee_id,
        settings.attendance_source,
        settings.no_evidence_person,
        recaps.employee_id is not null as has_recap,
        punched.employee_id is not null as has_punch,
        due.employee_id is not null as has_due_day,
        coalesce(due.is_excused, false) as is_excused
    from {{ ref('int_employees') }} as employees
    {{ settings_of('employees') }}
    left join {{ ref('stg_attendance_recaps') }} as recaps
        on employees.agency_id = recaps.agency_id and employees.employee_id = recaps.employee_id
    left join punched
        on employees.agency_id = punched.agency_id and employees.employee_id = punched.employee_id
    left join due
        on employees.agency_id = due.agency_id and employees.employee_id = due.employee_id
)

select
    agency_id,
    employee_id,
    case
        when attendance_source = 'punch' and has_punch then 'punch'
        when attendance_source = 'recap' and has_recap then 'recap'
        when attendance_source = 'punch_then_recap' and has_punch then 'punch'
        when attendance_source = 'recap_then_punch' and has_recap then 'recap'
        when attendance_source in ('punch_then_recap', 'recap_then_punch') and has_recap then 'recap'
        when attendance_source in ('punch_then_recap', 'recap_then_punch') and has_punch then 'punch'
        when not has_due_day then 'none_due'
        when is_excused and attendance_source <> 'recap' then 'punch'
        when no_evidence_person = 'absent' then 'punch'
        else 'none'
    end as evidence
from evidence
