-- grain: one row per paid stretch and component: the amount due before scores, as a fraction of rupiah
with parts as (
    select
        amounts.agency_id,
        amounts.employee_id,
        amounts.assignment_id,
        posts.scope_id,
        amounts.component,
        amounts.amount,
        amounts.rule_id,
        case
            when posts.is_only_post then coalesce(acting.only_post_pct_e4, 1000000)
            else coalesce(statuses.factor_e4, 1000000)
        end as status_e4,
        case when posts.is_only_post then acting.rule_id else statuses.rule_id end as status_rule_id,
        coalesce(statuses.is_entitled, true) as is_entitled,
        pay_days.paid_e4,
        pay_days.day_count
    from {{ ref('int_post_amounts') }} as amounts
    inner join {{ ref('int_assignments') }} as posts
        on
            amounts.agency_id = posts.agency_id
            and amounts.employee_id = posts.employee_id
            and amounts.assignment_id = posts.assignment_id
    {{ settings_of('posts') }}
    inner join {{ ref('int_pay_days') }} as pay_days
        on
            amounts.agency_id = pay_days.agency_id
            and amounts.employee_id = pay_days.employee_id
            and amounts.assignment_id = pay_days.assignment_id
    left join {{ source('input', 'policy_status_factors') }} as statuses
        on {{ in_force('statuses') }} and posts.employment_status = statuses.employment_status
    left join {{ source('input', 'policy_acting') }} as acting on {{ in_force('acting') }}
    where not posts.is_acting or posts.is_only_post
),

acting as (
    select agency_id, employee_id, assignment_id, scope_id, component, sum(added_numerator) as added_numerator
    from {{ ref('int_acting_amounts') }}
    group by agency_id, employee_id, assignment_id, scope_id, component
),

summed as (
    select
        agency_id,
        employee_id,
        assignment_id,
        scope_id,
        component,
        coalesce(parts.amount, 0) as amount,
        parts.rule_id,
        coalesce(parts.status_e4, 1000000) as status_e4,
        parts.status_rule_id,
        parts.paid_e4,
        coalesce(parts.day_count, pay_days.day_count) as day_count,
        coalesce(acting.added_numerator, 0) as added_numerator,
        cast(coalesce(parts.amount, 0) as hugeint) * coalesce(parts.status_e4, 0) * coalesce(parts.paid_e4, 0)
        + coalesce(acting.added_numerator, 0) as numerator,
        cast(1000000 as hugeint) * 1000000 * coalesce(parts.day_count, pay_days.day_count) as denominator
    from parts
    full outer join acting using (agency_id, employee_id, assignment_id, scope_id, component)
    inner join {{ ref('int_pay_days') }} as pay_days using (agency_id, employee_id, assignment_id)
    where coalesce(parts.is_entitled, true)
)

select
    * exclude (numerator, denominator),
    {{ reduced('numerator', 'numerator', 'denominator') }} as basis_numerator,
    {{ reduced('denominator', 'numerator', 'denominator') }} as basis_denominator
from summed
where denominator > 0
