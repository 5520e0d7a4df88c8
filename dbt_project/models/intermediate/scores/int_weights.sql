-- grain: one row per paid stretch, component and aspect: the weight it counts with, as a fraction
with declared as (
    select
        weights.* exclude (unit_id),
        scores.score_e4,
        scores.is_assumed,
        scores.is_held,
        scores.rule_id as aspect_rule_id
    from {{ ref('int_earned_weights') }} as weights
    inner join {{ ref('int_aspect_scores') }} as scores
        on
            weights.agency_id = scores.agency_id
            and weights.employee_id = scores.employee_id
            and weights.assignment_id = scores.assignment_id
            and weights.aspect = scores.aspect
),

summed as (
    select
        *,
        sum(weight_e4) over same_component as declared_e4,
        sum(weight_e4) filter (where score_e4 is not null or is_held) over same_component as present_e4
    from declared
    window same_component as (partition by agency_id, employee_id, assignment_id, component)
)

select
    agency_id,
    employee_id,
    assignment_id,
    scope_id,
    rule_date,
    component,
    aspect,
    score_e4,
    is_assumed,
    earning_rule_id,
    aspect_rule_id,
    rule_id,
    weight_e4,
    is_remainder,
    cast(weight_e4 as hugeint) * declared_e4 as weight_numerator,
    cast(present_e4 as hugeint) * 1000000 as weight_denominator,
    present_e4 < declared_e4 as is_redistributed
from summed
where score_e4 is not null
