-- grain: one row per objection of a person to a line of a month
select
    agency_id,
    objection_id,
    employee_id,
    objected_month as for_month,
    line_code,
    ground,
    filed_on,
    decided_on,
    decision,
    decided_by,
    decision_reason,
    mending_file,
    mending_row,
    file_no,
    row_no
from {{ source('input', 'objection') }}
