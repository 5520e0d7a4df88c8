-- grain: one row per stretch, component in which an amount is due, and aspect that weighs in it
-- weights that name a component stand for the others there
select
    basis.agency_id,
    basis.employee_id,
    basis.assignment_id,
    earnings.unit_id,
    basis.scope_id,
    basis.rule_date,
    basis.component,
    weights.aspect,
    weights.weight_e4,
    weights.is_remainder,
    weights.rule_id,
    earnings.rule_id as earning_rule_id
from {{ ref('int_basis') }} as basis
inner join {{ ref('int_earnings') }} as earnings
    on
        basis.agency_id = earnings.agency_id
        and basis.employee_id = earnings.employee_id
        and basis.assignment_id = earnings.assignment_id
{{ settings_of('basis') }}
inner join {{ source('input', 'policy_weights') }} as weights
    on
        {{ in_force('weights') }}
        and earnings.earning_id = weights.earning_id
        and coalesce(basis.component = weights.component, true)
where basis.basis_numerator <> 0
qualify
    weights.weight_e4 > 0
    and (
        weights.component is not null
        or bool_and(weights.component is null) over (
            partition by basis.agency_id, basis.employee_id, basis.assignment_id, basis.component
        )
    )
