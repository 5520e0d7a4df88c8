-- grain: one row per employee who stands in the incentive table more than once
select agency_id, employee_id, count(*) as row_count
from {{ ref('monthly_incentives') }}
group by agency_id, employee_id
having count(*) > 1
