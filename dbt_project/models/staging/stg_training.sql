-- grain: one row per employee, course and first day of what was finished
select
    agency_id,
    employee_id,
    course,
    starts_on,
    ends_on,
    lesson_hours,
    organizer,
    file_no,
    row_no
from {{ source('input', 'training') }}
