-- grain: one row per line of nobody in the incentive table
select lines.line_id, lines.agency_id
from {{ ref('incentive_lines') }} as lines
left join {{ ref('monthly_incentives') }} as people
    on lines.agency_id = people.agency_id and lines.employee_id = people.employee_id
where people.employee_id is null
