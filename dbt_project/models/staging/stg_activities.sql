-- grain: one row per logged activity
select
    agency_id,
    employee_id,
    activity_date,
    minutes,
    quantity_e4,
    quality_e4,
    lower(trim(quantity_unit)) as quantity_unit,
    approval_status,
    approved_on,
    file_no,
    row_no
from {{ source('input', 'activity') }}
where not is_edge
