-- grain: one row per employee whose lines do not sum to the computed amount
select people.agency_id, people.employee_id, people.computed_amount, sum(lines.amount) as line_total
from {{ ref('monthly_incentives') }} as people
left join {{ ref('incentive_lines') }} as lines
    on people.agency_id = lines.agency_id and people.employee_id = lines.employee_id
group by people.agency_id, people.employee_id, people.computed_amount
having people.computed_amount <> coalesce(sum(lines.amount), 0)
