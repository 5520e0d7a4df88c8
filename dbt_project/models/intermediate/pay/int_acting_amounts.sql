-- grain: one row per employee, acting post and component: what the acting post adds to the amount due
with held as (
    select
        agency_id,
        employee_id,
        rule_date,
        arg_max(assignment_id, starts_on) as assignment_id,
        arg_max(scope_id, starts_on) as scope_id,
        arg_max(coalesce(job_class, 0), starts_on) as job_class
    from {{ ref('int_assignments') }}
    where not is_acting or is_only_post
    group by agency_id, employee_id, rule_date
),

acting as (
    select
        posts.agency_id,
        posts.employee_id,
        posts.assignment_id as acting_assignment_id,
        employees.assignment_id,
        employees.scope_id,
        employees.rule_date,
        coalesce(held.assignment_id, employees.assignment_id) as own_assignment_id,
        rules.share_pct_e4,
        rules.rule_id,
        rules.superior_rule = 'higher_plus_share'
        and posts.job_class > coalesce(held.job_class, employees.job_class, 0) as is_superior,
        pay_days.scored_numerator,
        pay_days.pay_denominator
    from {{ ref('int_assignments') }} as posts
    inner join {{ ref('int_employees') }} as employees
        on posts.agency_id = employees.agency_id and posts.employee_id = employees.employee_id
    -- the rule is that of the person's own unit, beside the own post of that part of the month
    left join held
        on
            posts.agency_id = held.agency_id
            and posts.employee_id = held.employee_id
            and posts.rule_date = held.rule_date
    inner join {{ ref('int_pay_days') }} as pay_days
        on
            posts.agency_id = pay_days.agency_id
            and posts.employee_id = pay_days.employee_id
            and posts.assignment_id = pay_days.assignment_id
    inner join {{ source('input', 'policy_acting') }} as rules
        on
            posts.agency_id = rules.agency_id
            and coalesce(held.scope_id, employees.scope_id) = rules.scope_id
            and posts.rule_date between rules.valid_from and rules.valid_to
    left join {{ source('input', 'policy_status_factors') }} as statuses
        on
            {{ in_force('statuses', 'employees') }}
            and employees.employment_status = statuses.employment_status
    where
        posts.is_acting
        and coalesce(statuses.is_entitled, true)
        and not posts.is_only_post
        and (not rules.needs_decision or coalesce(posts.acting_decision_no, '') <> '')
        and date_diff('day', posts.assignment_from, posts.ends_on) + 1 >= rules.minimum_days
),

components as (
    select distinct agency_id, employee_id, component from {{ ref('int_post_amounts') }}
)

select
    acting.agency_id,
    acting.employee_id,
    acting.assignment_id,
    acting.scope_id,
    acting.rule_date,
    acting.acting_assignment_id,
    components.component,
    acting.rule_id,
    coalesce(theirs.amount, 0) as acting_amount,
    case when acting.is_superior then coalesce(own.amount, 0) end as own_amount,
    acting.share_pct_e4,
    acting.scored_numerator as paid_numerator,
    acting.pay_denominator as paid_denominator,
    cast(
        case
            -- the superior post in full and the share of the own one, beside the own one that is there already
            when acting.is_superior
                then
                    (coalesce(theirs.amount, 0) - coalesce(own.amount, 0)) * cast(1000000 as hugeint)
                    + coalesce(own.amount, 0) * cast(acting.share_pct_e4 as hugeint)
            else coalesce(theirs.amount, 0) * cast(acting.share_pct_e4 as hugeint)
        end * acting.scored_numerator as hugeint
    ) as added_numerator,
    cast(1000000 * acting.pay_denominator as hugeint) as added_denominator
from acting
inner join components
    on acting.agency_id = components.agency_id and acting.employee_id = components.employee_id
left join {{ ref('int_post_amounts') }} as theirs
    on
        acting.agency_id = theirs.agency_id
        and acting.employee_id = theirs.employee_id
        and acting.acting_assignment_id = theirs.assignment_id
        and components.component = theirs.component
left join {{ ref('int_post_amounts') }} as own
    on
        acting.agency_id = own.agency_id
        and acting.employee_id = own.employee_id
        and acting.own_assignment_id = own.assignment_id
        and components.component = own.component
where theirs.amount is not null or acting.is_superior
