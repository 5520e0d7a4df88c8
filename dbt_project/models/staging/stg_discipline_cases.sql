-- grain: one row per decided sanction that touches the month
select
    agency_id,
    employee_id,
    case_kind,
    level,
    deduction_pct_e4,
    applies_from,
    applies_to,
    decision_no,
    file_no,
    row_no
from {{ source('input', 'discipline_case') }}
where not is_edge
