-- grain: one row per employee, obligation and due date
select
    agency_id,
    employee_id,
    obligation,
    due_on,
    fulfilled_on,
    file_no,
    row_no
from {{ source('input', 'obligation') }}
