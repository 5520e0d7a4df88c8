-- grain: one row per punch of the month and the days beside it
select
    agency_id,
    employee_id,
    device,
    punch_at,
    is_edge,
    latitude,
    longitude,
    is_mock,
    file_no,
    row_no
from {{ source('input', 'punch') }}
