-- grain: one row per task of a case
select
    agency_id,
    employee_id,
    case_id,
    task_id,
    planned_end_at,
    ended_at,
    file_no,
    row_no
from {{ source('input', 'case_task') }}
where not is_edge
