-- grain: one row per earned line: a paid stretch, component and, where the policy rounds there, aspect
with chosen as (
    select weights.*, settings.rounding_point
    from {{ ref('int_weights') }} as weights
    {{ settings_of('weights') }}
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
