-- grain: one row per person who is paid and whom the master does not show active on any day of the month
select people.agency_id, people.employee_id
from {{ ref('monthly_incentives') }} as people
inner join {{ ref('int_months') }} as months on people.agency_id = months.agency_id
left join {{ ref('stg_employee_assignments') }} as posts
    on people.agency_id = posts.agency_id and people.employee_id = posts.employee_id
where people.incentive_amount > 0
group by people.agency_id, people.employee_id
having
    not coalesce(
        bool_or(
            posts.assignment_from <= months.month_end
            and coalesce(posts.assignment_to, months.month_end) >= months.month_start
            and coalesce(posts.service_ended_on, months.month_end) >= months.month_start
            and not posts.is_not_entitled
        ),
        false
    )
