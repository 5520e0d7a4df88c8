-- grain: one row per employee with a post in the month: unexcused days of the month, and of the year so far
select
    attendance.agency_id,
    attendance.employee_id,
    attendance.absent_days,
    attendance.absent_days + case
        when month(run_month.month_start) = 1 then 0
        else coalesce(state.value_e4 // 10000, opening.unexcused_days, 0)
    end as unexcused_days
from {{ ref('int_attendance') }} as attendance
cross join {{ source('input', 'run_month') }} as run_month
left join {{ source('input', 'previous_month_state') }} as state
    on
        attendance.agency_id = state.agency_id
        and state.subject_kind = 'employee'
        and attendance.employee_id = state.subject_id
        and state.state_key = 'unexcused_days'
left join {{ ref('stg_opening_balances') }} as opening
    on attendance.agency_id = opening.agency_id and attendance.employee_id = opening.employee_id
