-- grain: one row per employee with a negative amount, or held and paid
select agency_id, employee_id, computed_amount, incentive_amount
from {{ ref('monthly_incentives') }}
where computed_amount < 0 or incentive_amount < 0 or (is_held and incentive_amount <> 0)
