-- grain: one row per earned line: a paid stretch, component and, where the policy rounds there, aspect
with chosen as (
    select
        basis.agency_id,
        basis.employee_id,
        basis.assignment_id,
        basis.component,
        weights.* exclude (agency_id, employee_id, assignment_id, component),
        settings.rounding_point
    from {{ ref('int_basis') }} as basis
    {{ settings_of('basis') }}
    inner join {{ ref('int_weights') }} as weights
        on
            basis.agency_id = weights.agency_id
            and basis.employee_id = weights.employee_id
            and basis.assignment_id = weights.assignment_id
            and coalesce(basis.component = weights.component, true)
    qualify weights.component is not null
        or bool_and(weights.component is null) over (
            partition by basis.agency_id, basis.employee_id, basis.assignment_id, basis.component
        )
),

fractions as (
    select
        agency_id,
        employee_id,
        assignment_id,
        component,
        case when rounding_point = 'component_aspect' then aspect end as aspect,
        rounding_point = 'component_aspect' and any_value(is_remainder) as takes_remainder,
        any_value(case when rounding_point = 'component_aspect' then rule_id else earning_rule_id end)
            as rule_id,
        sum(weight_numerator * score_e4) as numerator,
        any_value(weight_denominator) * 1000000 as denominator,
        bool_or(is_assumed or is_redistributed) as is_assumed
    from chosen
    group by
        agency_id, employee_id, assignment_id, component, rounding_point,
        case when rounding_point = 'component_aspect' then aspect end
),

-- the part that takes the remainder is computed from the whole rate, less what the other parts were rounded to
whole as (
    select
        * replace (
            case
                when takes_remainder
                    then sum(numerator) over (
                            partition by agency_id, employee_id, assignment_id, component
                        )
                else numerator
            end as numerator
        )
    from fractions
)

select
    * exclude (numerator, denominator),
    cast({{ reduced('numerator', 'numerator', 'denominator') }} as hugeint) as rate_numerator,
    cast({{ reduced('denominator', 'numerator', 'denominator') }} as hugeint) as rate_denominator
from whole
