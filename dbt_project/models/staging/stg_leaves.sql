-- grain: one row per approved absence that touches the month
select
    agency_id,
    employee_id,
    leave_type,
    leave_from,
    leave_to,
    child_no,
    file_no,
    row_no
from {{ source('input', 'leave') }}
where not is_edge
