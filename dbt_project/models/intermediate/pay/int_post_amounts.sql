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
        and (amounts.post_name is null or lower(amounts.post_name) = lower(posts.post_name))
        and (amounts.job_class is null or amounts.job_class = posts.job_class)
left join {{ ref('int_unit_ancestors') }} as ancestors
    on
        posts.agency_id = ancestors.agency_id
        and posts.unit_id = ancestors.unit_id
        and amounts.unit_id = ancestors.ancestor_id
where amounts.unit_id is null or ancestors.ancestor_id is not null
qualify row_number() over (
        partition by posts.agency_id, posts.employee_id, posts.assignment_id, amounts.component
        order by amounts.unit_id is null, ancestors.distance, amounts.post_name is null
    ) = 1
