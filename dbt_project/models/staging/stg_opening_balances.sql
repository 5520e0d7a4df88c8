-- grain: one row per employee with counters from before the first month
select
    agency_id,
    employee_id,
    unexcused_days,
    last_predicate
from {{ source('input', 'opening_balance') }}
