-- grain: one row per paid stretch and component: the amount due before scores, as a fraction of rupiah
with own as (
    select
        amounts.agency_id,
        amounts.employee_id,
        amounts.assignment_id,
        amounts.component,
        amounts.amount,
        amounts.rule_id,
        case
            when posts.is_only_post then coalesce(acting.only_post_pct_e4, 1000000)
            else coalesce(statuses.factor_e4, 1000000)
        end as status_e4,
        case when posts.is_only_post then acting.rule_id else statuses.rule_id end as status_rule_id,
        coalesce(statuses.is_entitled, true) as is_entitled
    from {{ ref('int_post_amounts') }} as amounts
    inner join {{ ref('int_assignments') }} as posts
        on
            amounts.agency_id = posts.agency_id
            and amounts.employee_id = posts.employee_id
            and amounts.assignment_id = posts.assignment_id
    {{ settings_of('posts') }}
    left join {{ source('input', 'policy_status_factors') }} as statuses
        on {{ in_force('statuses') }} and posts.employment_status = statuses.employment_status
    left join {{ source('input', 'policy_acting') }} as acting on {{ in_force('acting') }}
    where not posts.is_acting or posts.is_only_post
),

wholes as (
    select
        agency_id,
        employee_id,
        assignment_id,
        component,
        {{ lcm_of('added_denominator') }} as added_denominator -- sqlfluff does not know lambdas -- noqa: PRS
    from {{ ref('int_acting_amounts') }}
    group by agency_id, employee_id, assignment_id, component
),

acting as (
    select
        added.agency_id,
        added.employee_id,
        added.assignment_id,
        added.component,
        wholes.added_denominator,
        sum(added.added_numerator * (wholes.added_denominator // added.added_denominator)) as added_numerator
    from {{ ref('int_acting_amounts') }} as added
    inner join wholes using (agency_id, employee_id, assignment_id, component)
    group by
        added.agency_id, added.employee_id, added.assignment_id, added.component, wholes.added_denominator
),

due as (
    select
        agency_id,
        employee_id,
        assignment_id,
        posts.scope_id,
        posts.rule_date,
        component,
        coalesce(own.amount, 0) as amount,
        own.rule_id,
        coalesce(own.status_e4, 1000000) as status_e4,
        own.status_rule_id,
        pay_days.scored_numerator,
        pay_days.unscored_numerator,
        pay_days.pay_denominator,
        cast(coalesce(own.amount, 0) as hugeint) * coalesce(own.status_e4, 0) * pay_days.scored_numerator
            as own_numerator,
        cast(1000000 * pay_days.pay_denominator as hugeint) as own_denominator,
        cast(coalesce(acting.added_numerator, 0) as hugeint) as added_numerator,
        cast(coalesce(acting.added_denominator, 1) as hugeint) as added_denominator
    from own
    full outer join acting using (agency_id, employee_id, assignment_id, component)
    inner join {{ ref('int_pay_days') }} as pay_days using (agency_id, employee_id, assignment_id)
    inner join {{ ref('int_assignments') }} as posts using (agency_id, employee_id, assignment_id)
    where coalesce(own.is_entitled, true)
),

summed as (
    select
        * exclude (own_numerator, own_denominator, added_numerator, added_denominator),
        own_numerator * (added_denominator // gcd(own_denominator, added_denominator))
        + added_numerator * (own_denominator // gcd(own_denominator, added_denominator)) as numerator,
        own_denominator // gcd(own_denominator, added_denominator) * added_denominator as denominator
    from due
)

select
    * exclude (numerator, denominator),
    cast({{ reduced('numerator', 'numerator', 'denominator') }} as hugeint) as basis_numerator,
    cast({{ reduced('denominator', 'numerator', 'denominator') }} as hugeint) as basis_denominator
from summed
