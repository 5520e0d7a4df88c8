-- grain: one row per employee and rostered shift
select
    agency_id,
    employee_id,
    shift_date,
    starts_at,
    ends_at,
    file_no,
    row_no
from {{ source('input', 'shift') }}
where not is_edge
