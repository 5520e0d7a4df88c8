-- grain: one row per paid stretch and component: the amount due before scores, as a fraction of rupiah
with own as (
    select
        factors.agency_id,
        factors.employee_id,
        factors.assignment_id,
        amounts.component,
        amounts.amount,
        amounts.rule_id
    from {{ ref('int_post_factors') }} as factors
    inner join {{ ref('int_post_amounts') }} as amounts
        on
            factors.agency_id = amounts.agency_id
            and factors.employee_id = amounts.employee_id
            and factors.assignment_id = amounts.assignment_id
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
        factors.scope_id,
        factors.rule_date,
        component,
        coalesce(own.amount, 0) as amount,
        own.rule_id,
        factors.status_e4,
        factors.status_rule_id,
        factors.only_post_e4,
        factors.only_post_rule_id,
        factors.factor_numerator,
        factors.factor_denominator,
        pay_days.scored_numerator,
        pay_days.unscored_numerator,
        pay_days.pay_denominator,
        cast(coalesce(own.amount, 0) as hugeint) * factors.factor_numerator * pay_days.scored_numerator
            as own_numerator,
        cast(factors.factor_denominator * pay_days.pay_denominator as hugeint) as own_denominator,
        cast(coalesce(acting.added_numerator, 0) as hugeint) as added_numerator,
        cast(coalesce(acting.added_denominator, 1) as hugeint) as added_denominator
    from own
    full outer join acting using (agency_id, employee_id, assignment_id, component)
    inner join {{ ref('int_post_factors') }} as factors using (agency_id, employee_id, assignment_id)
    inner join {{ ref('int_pay_days') }} as pay_days using (agency_id, employee_id, assignment_id)
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
