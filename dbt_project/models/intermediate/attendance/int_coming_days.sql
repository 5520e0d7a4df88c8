-- grain: one row per employee with days due after those that an interim review counts; none in a month that is over
select
    due.agency_id,
    due.employee_id,
    count(*) filter (where leave_days.employee_id is null) as workday_count,
    count(*) filter (where leave_days.employee_id is null or leave_days.is_present) as credited_count
from {{ ref('int_due_windows') }} as due
inner join {{ source('input', 'run_month') }} as run_month
    on run_month.counted_until < cast(due.ends_at as date)
left join {{ ref('int_leave_days') }} as leave_days
    on
        due.agency_id = leave_days.agency_id
        and due.employee_id = leave_days.employee_id
        and due.work_date = leave_days.leave_date
group by due.agency_id, due.employee_id
