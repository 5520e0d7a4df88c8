-- grain: one row per employee whose unit counted the month itself
select
    agency_id,
    employee_id,
    workdays as workday_count,
    present as present_days,
    late as late_count,
    early as early_count,
    absent as absent_days,
    deduction_points_e4,
    file_no,
    row_no
from {{ source('input', 'attendance_recap') }}
where not is_edge
