-- grain: one row per paid stretch and aspect that it earns by
select distinct
    earnings.agency_id,
    earnings.employee_id,
    earnings.assignment_id,
    earnings.unit_id,
    earnings.scope_id,
    weights.aspect
from {{ ref('int_earnings') }} as earnings
{{ settings_of('earnings') }}
inner join {{ source('input', 'policy_weights') }} as weights
    on {{ in_force('weights') }} and earnings.earning_id = weights.earning_id
where weights.weight_e4 > 0
