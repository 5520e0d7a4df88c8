-- grain: one row per employee whose unit counted the month itself
select
    agency_id,
    employee_id,
    workdays as workday_count,
    -- as with punches, days away are not due and duty elsewhere is work
    greatest(
        workdays - coalesce(permit, 0) - coalesce(sick, 0) - coalesce(leave, 0) - coalesce(study, 0), 0
    ) as due_days,
    coalesce(present, 0) + coalesce(duty, 0) as present_days,
    late as late_count,
    early as early_count,
    absent as absent_days,
    deduction_points_e4,
    file_no,
    row_no
from {{ source('input', 'attendance_recap') }}
where not is_edge
