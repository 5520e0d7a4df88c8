-- grain: one row per employee with due days in the month, with how many of them say something about the person
-- leave, duty away from the office and outages say nothing; an unexcused day does
select
    agency_id,
    employee_id,
    count(*) as due_days,
    count(*) filter (
        where day_status not in ('leave', 'outage', 'no_evidence')
        and not (day_status = 'not_counted' and leave_type is not null)
    ) as judged_days
from {{ ref('int_attendance_days') }}
group by agency_id, employee_id
