-- grain: one row per paid stretch with a scored day and aspect that it earns by
select distinct
    earnings.agency_id,
    earnings.employee_id,
    earnings.assignment_id,
    earnings.unit_id,
    earnings.scope_id,
    earnings.rule_date,
    weights.aspect
from {{ ref('int_earnings') }} as earnings
inner join {{ ref('int_pay_days') }} as pay_days
    on
        earnings.agency_id = pay_days.agency_id
        and earnings.employee_id = pay_days.employee_id
        and earnings.assignment_id = pay_days.assignment_id
{{ settings_of('earnings') }}
inner join {{ source('input', 'policy_weights') }} as weights
    on {{ in_force('weights') }} and earnings.earning_id = weights.earning_id
where weights.weight_e4 > 0 and pay_days.scored_numerator > 0
