-- grain: one row per employee, month and kind of post
select
    agency_id,
    employee_id,
    is_acting,
    work_result,
    behaviour,
    predicate,
    file_no,
    row_no
from {{ source('input', 'rating') }}
where not is_edge
