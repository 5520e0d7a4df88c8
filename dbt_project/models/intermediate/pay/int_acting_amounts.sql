-- grain: one row per employee, acting post and component: the share of the acting post added to the basic amount
select
    posts.agency_id,
    posts.employee_id,
    employees.assignment_id,
    employees.scope_id,
    posts.assignment_id as acting_assignment_id,
    amounts.component,
    amounts.amount,
    rules.share_pct_e4,
    pay_days.paid_e4,
    pay_days.day_count,
    rules.rule_id,
    cast(amounts.amount as hugeint) * rules.share_pct_e4 * pay_days.paid_e4 as added_numerator
from {{ ref('int_assignments') }} as posts
{{ settings_of('posts') }}
inner join {{ ref('int_employees') }} as employees
    on posts.agency_id = employees.agency_id and posts.employee_id = employees.employee_id
inner join {{ ref('int_pay_days') }} as pay_days
    on
        posts.agency_id = pay_days.agency_id
        and posts.employee_id = pay_days.employee_id
        and posts.assignment_id = pay_days.assignment_id
inner join {{ ref('int_post_amounts') }} as amounts
    on
        posts.agency_id = amounts.agency_id
        and posts.employee_id = amounts.employee_id
        and posts.assignment_id = amounts.assignment_id
inner join {{ source('input', 'policy_acting') }} as rules on {{ in_force('rules') }}
where
    posts.is_acting
    and not posts.is_only_post
    and (not rules.needs_decision or coalesce(posts.acting_decision_no, '') <> '')
    and date_diff('day', posts.assignment_from, posts.ends_on) + 1 >= rules.minimum_days
