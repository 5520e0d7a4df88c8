-- grain: one row per stretch with a scored day or an acting share, and aspect that it earns by
with acted_for as (
    select distinct agency_id, employee_id, assignment_id
    from {{ ref('int_acting_amounts') }}
    where added_numerator > 0
)

select distinct
    earnings.agency_id,
    earnings.employee_id,
    earnings.assignment_id,
    earnings.unit_id,
    earnings.scope_id,
    earnings.rule_date,
    weights.aspect
from {{ ref('int_earnings') }} as earnings
inner join {{ ref('int_assignments') }} as posts
    on
        earnings.agency_id = posts.agency_id
        and earnings.employee_id = posts.employee_id
        and earnings.assignment_id = posts.assignment_id
inner join {{ ref('int_pay_days') }} as pay_days
    on
        earnings.agency_id = pay_days.agency_id
        and earnings.employee_id = pay_days.employee_id
        and earnings.assignment_id = pay_days.assignment_id
left join acted_for
    on
        earnings.agency_id = acted_for.agency_id
        and earnings.employee_id = acted_for.employee_id
        and earnings.assignment_id = acted_for.assignment_id
{{ settings_of('earnings') }}
inner join {{ source('input', 'policy_weights') }} as weights
    on {{ in_force('weights') }} and earnings.earning_id = weights.earning_id
left join {{ source('input', 'policy_status_factors') }} as statuses
    on {{ in_force('statuses') }} and posts.employment_status = statuses.employment_status
where
    weights.weight_e4 > 0
    and coalesce(statuses.is_entitled, true)
    and (pay_days.scored_numerator > 0 or acted_for.employee_id is not null)
