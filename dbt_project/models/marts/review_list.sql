-- grain: one row per employee and review rule that lists them in the month: coaching or recognition, for a human to decide on
select
    reviews.agency_id,
    reviews.month,
    reviews.employee_id,
    reviews.unit_id,
    reviews.review_id,
    reviews.list_kind,
    reviews.state,
    reviews.aspect,
    cast(reviews.score_e4 as bigint) as score_e4,
    cast(reviews.before_e4 as bigint) as before_e4,
    reviews.before_month,
    cast(reviews.run_months as bigint) as run_months,
    cast(reviews.goal_e4 as bigint) as goal_e4,
    reviews.opened_month,
    reviews.look_again_month,
    reviews.final_assessment_on,
    cast(reviews.months_left as bigint) as months_left,
    reviews.is_late,
    causes.measure as cause_measure,
    cast(causes.score_e4 as bigint) as cause_score_e4,
    cast(earlier.value_e4 as bigint) as cause_before_e4,
    cast(causes.numerator as decimal(38, 0)) as cause_numerator,
    cast(causes.denominator as decimal(38, 0)) as cause_denominator,
    causes.unit as cause_unit,
    causes.key_text as cause_text,
    cast(causes.evidence_count as bigint) as evidence_count,
    training.lesson_hours,
    training.target_hours,
    reviews.rule_id,
    rules.rule_title,
    rules.citation,
    rules.rule_status
from {{ ref('int_listed_reviews') }} as reviews
inner join {{ ref('training_hours') }} as training
    on reviews.agency_id = training.agency_id and reviews.employee_id = training.employee_id
left join {{ ref('int_measure_scores') }} as causes
    on
        reviews.agency_id = causes.agency_id
        and reviews.employee_id = causes.employee_id
        and reviews.assignment_id = causes.assignment_id
        and reviews.aspect = causes.aspect
        and reviews.cause_measure = causes.measure
left join {{ source('input', 'previous_month_state') }} as earlier
    on
        causes.agency_id = earlier.agency_id
        and causes.subject_kind = earlier.subject_kind
        and causes.subject_id = earlier.subject_id
        and 'score:' || causes.aspect || ':' || causes.measure = earlier.state_key
left join {{ ref('int_rules') }} as rules
    on
        reviews.agency_id = rules.agency_id
        and reviews.scope_id = rules.scope_id
        and reviews.rule_date = rules.rule_date
        and reviews.rule_id = rules.rule_id
