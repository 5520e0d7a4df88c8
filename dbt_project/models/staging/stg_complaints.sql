-- grain: one row per complaint received in the month or the five before it
select
    agency_id,
    unit_id,
    register,
    complaint_id,
    category,
    received_at,
    last_activity_at,
    closed_at,
    due_at,
    same_as,
    is_edge,
    file_no,
    row_no
from {{ source('input', 'complaint') }}
