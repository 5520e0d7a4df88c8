-- grain: one row per stretch of an employee's month and component: the amount of the post for a full month
select
    posts.agency_id,
    posts.employee_id,
    posts.assignment_id,
    amounts.component,
    amounts.amount,
    amounts.rule_id
from {{ ref('int_assignments') }} as posts
{{ settings_of('posts') }}
inner join {{ source('input', 'policy_components') }} as amounts
    on
        {{ in_force('amounts') }}
        and coalesce(lower(amounts.post_name) = lower(posts.post_name), true)
        and coalesce(amounts.job_class = posts.job_class, true)
        and coalesce(amounts.unit_id = posts.unit_id, true)
qualify row_number() over (
    partition by posts.agency_id, posts.employee_id, posts.assignment_id, amounts.component
    order by amounts.post_name is null, amounts.unit_id is null, amounts.job_class is null
) = 1
