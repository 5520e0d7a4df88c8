-- grain: one row per paid stretch and rating measure, in an agency's first month: what the predicate before it gives
select
    scores.agency_id,
    scores.employee_id,
    scores.assignment_id,
    scores.aspect,
    scores.measure,
    bands.score_e4,
    strftime(run_month.month_start - 1, '%Y-%m') as source_month
from {{ ref('int_measured_scores') }} as scores
inner join {{ ref('stg_opening_balances') }} as opening
    on scores.agency_id = opening.agency_id and scores.employee_id = opening.employee_id
inner join {{ source('input', 'policy_score_bands') }} as bands
    on
        scores.agency_id = bands.agency_id
        and scores.scope_id = bands.scope_id
        and scores.rule_date between bands.valid_from and bands.valid_to
        and scores.aspect = bands.aspect
        and scores.measure = bands.measure
        and lower(opening.last_predicate) = lower(bands.key_text)
cross join {{ source('input', 'run_month') }} as run_month
where
    scores.measure in ('rating_predicate', 'rating_matrix')
    and scores.agency_id not in (
        select earlier.agency_id from {{ source('input', 'previous_month_state') }} as earlier
    )
