-- grain: one row per employee and aspect whose score was measured in the month, on the last stretch that has one
-- an assumed score says nothing about the person, so nobody falls or rises by one
with scored as (
    select agency_id, employee_id, assignment_id, aspect, score_e4
    from {{ ref('int_aspect_scores') }}
    where score_e4 is not null and not is_held and not is_assumed
    qualify row_number() over (partition by agency_id, employee_id, aspect order by assignment_id desc) = 1
),

measures as (
    select
        scored.agency_id,
        scored.employee_id,
        scored.aspect,
        measures.measure,
        measures.score_e4,
        earlier.value_e4 as before_e4,
        measures.weight_e4 * (measures.score_e4 - coalesce(earlier.value_e4, measures.score_e4)) as change,
        measures.weight_e4 * (1000000 - measures.score_e4) as gap
    from scored
    inner join {{ ref('int_measure_scores') }} as measures
        on
            scored.agency_id = measures.agency_id
            and scored.employee_id = measures.employee_id
            and scored.assignment_id = measures.assignment_id
            and scored.aspect = measures.aspect
    left join {{ source('input', 'previous_month_state') }} as earlier
        on
            measures.agency_id = earlier.agency_id
            and measures.subject_kind = earlier.subject_kind
            and measures.subject_id = earlier.subject_id
            and 'score:' || measures.aspect || ':' || measures.measure = earlier.state_key
    where measures.score_e4 is not null
),

causes as (
    select
        agency_id,
        employee_id,
        aspect,
        first(measure order by change asc, measure asc) as fallen_measure,
        first(measure order by change desc, measure asc) as risen_measure,
        first(measure order by gap desc, measure asc) as lowest_measure,
        first(measure order by gap asc, measure asc) as highest_measure
    from measures
    group by agency_id, employee_id, aspect
)

select scored.*, causes.* exclude (agency_id, employee_id, aspect)
from scored
inner join causes
    on
        scored.agency_id = causes.agency_id
        and scored.employee_id = causes.employee_id
        and scored.aspect = causes.aspect
