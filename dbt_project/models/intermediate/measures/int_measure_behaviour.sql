-- grain: one row per employee, deciding rules and aspect rated by superiors, peers and subordinates; each role with enough raters
with answers as (
    unpivot (
        select agency_id, employee_id, rater_id, rater_role, v1, v2, v3, v4, v5, v6, v7
        from {{ ref('stg_rating_360') }}
    )
    on v1, v2, v3, v4, v5, v6, v7
    into name element value answer
),

roles as (
    select
        agency_id,
        employee_id,
        rater_role,
        count(distinct rater_id) as rater_count,
        sum(answer) as total,
        count(*) as answer_count
    from answers
    group by agency_id, employee_id, rater_role
),

weighed as (
    select
        roles.*,
        employees.scope_id,
        employees.rule_date,
        measures.aspect,
        measures.target_e4,
        weights.weight_e4
    from roles
    inner join {{ ref('int_employee_rules') }} as employees
        on roles.agency_id = employees.agency_id and roles.employee_id = employees.employee_id
    {{ settings_of('employees') }}
    inner join {{ source('input', 'policy_measures') }} as measures
        on {{ in_force('measures') }} and measures.measure = 'behaviour_360'
    inner join {{ source('input', 'policy_rater_weights') }} as weights
        on
            {{ in_force('weights') }}
            and measures.aspect = weights.aspect
            and measures.measure = weights.measure
            and roles.rater_role = weights.rater_role
    where roles.rater_role = 'atasan' or roles.rater_count >= coalesce(settings.minimum_group, 1)
),

common as (
    select
        agency_id,
        employee_id,
        scope_id,
        rule_date,
        aspect,
        {{ lcm_of('answer_count') }} as common_count -- sqlfluff does not know lambdas -- noqa: PRS
    from weighed
    group by agency_id, employee_id, scope_id, rule_date, aspect
),

scaled as (
    select
        weighed.*,
        common.common_count,
        weighed.weight_e4 * weighed.total * (common.common_count // weighed.answer_count) as weighed_total
    from weighed
    inner join common
        on
            weighed.agency_id = common.agency_id
            and weighed.employee_id = common.employee_id
            and weighed.scope_id = common.scope_id
            and weighed.rule_date = common.rule_date
            and weighed.aspect = common.aspect
)

select
    agency_id,
    employee_id as subject_id,
    scope_id,
    rule_date,
    aspect,
    'behaviour_360' as measure,
    cast(sum(weighed_total) * 10000 as hugeint) as numerator,
    cast(sum(weight_e4) * any_value(common_count) * any_value(target_e4) as hugeint) as denominator,
    'share' as scale,
    'penilai' as unit,
    sum(rater_count) as evidence_count
from scaled
group by agency_id, employee_id, scope_id, rule_date, aspect
