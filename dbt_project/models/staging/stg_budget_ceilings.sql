-- grain: one row per unit and month or year of performance
select
    agency_id,
    unit_id,
    budget_period,
    ceiling_amount,
    file_no,
    row_no
from {{ source('input', 'budget_ceiling') }}
