-- grain: one row per paid stretch, aspect and measure, after the policy's rule for what is missing
-- a person counts once in the mean of a unit, however many stretches the month has there
with members as (
    select distinct
        agency_id, unit_id, rule_date, employee_id, aspect, measure, score_e4, decimals, rounding_mode
    from {{ ref('int_measured_scores') }}
    where score_e4 is not null
),

unit_means as (
    select
        agency_id,
        unit_id,
        rule_date,
        aspect,
        measure,
        sum(cast(score_e4 as hugeint)) as score_total,
        cast(count(*) as hugeint) * cast(pow(10, 4 - any_value(decimals)) as bigint) as score_parts,
        cast(pow(10, 4 - any_value(decimals)) as bigint) as unscale,
        any_value(rounding_mode) as rounding_mode
    from members
    group by agency_id, unit_id, rule_date, aspect, measure
),

unit_scores as (
    select
        agency_id,
        unit_id,
        rule_date,
        aspect,
        measure,
        cast({{ divide('score_total', 'score_parts', 'rounding_mode') }} * unscale as bigint) as score_e4
    from unit_means
),

earlier as (
    select
        agency_id,
        subject_kind,
        subject_id,
        state_key,
        value_e4,
        source_month,
        date_diff('month', cast(source_month || '-01' as date), run_month.month_start) as age_months
    from {{ source('input', 'previous_month_state') }}
    cross join {{ source('input', 'run_month') }} as run_month
    where state_key like 'score:%'
),

fillable as (
    select
        scores.*,
        coalesce(earlier.value_e4, opening.score_e4) as carried_e4,
        coalesce(earlier.source_month, opening.source_month) as carried_month,
        unit_scores.score_e4 as unit_score_e4
    from {{ ref('int_measured_scores') }} as scores
    left join unit_scores
        on
            scores.agency_id = unit_scores.agency_id
            and scores.unit_id = unit_scores.unit_id
            and scores.rule_date = unit_scores.rule_date
            and scores.aspect = unit_scores.aspect
            and scores.measure = unit_scores.measure
    left join earlier
        on
            scores.agency_id = earlier.agency_id
            and scores.subject_kind = earlier.subject_kind
            and scores.subject_id = earlier.subject_id
            and 'score:' || scores.aspect || ':' || scores.measure = earlier.state_key
            and scores.kept_months >= earlier.age_months
    left join {{ ref('int_opening_scores') }} as opening
        on
            scores.agency_id = opening.agency_id
            and scores.employee_id = opening.employee_id
            and scores.assignment_id = opening.assignment_id
            and scores.aspect = opening.aspect
            and scores.measure = opening.measure
),

ruled as (
    select
        *,
        case
            when score_e4 is not null then case when is_assumed then 'band_recap' end
            when
                (missing_rule = 'carry' or measure = 'ikm') and carried_e4 is not null
                then 'carry:' || carried_month
            when missing_rule = 'unit' and unit_score_e4 is not null then 'unit'
            when missing_rule in ('redistribute', 'hold') then missing_rule
            when missing_then = 'carry' and carried_e4 is not null then 'carry:' || carried_month
            when missing_then = 'unit' and unit_score_e4 is not null then 'unit'
            when missing_then = 'redistribute' then 'redistribute'
            else 'hold'
        end as assumption
    from fillable
)

select
    * exclude (
        carried_e4,
        carried_month,
        unit_score_e4,
        missing_then,
        kept_months,
        given_aspect
    )
    replace (
        case
            when score_e4 is not null then score_e4
            when assumption = 'unit' then unit_score_e4
            when assumption like 'carry:%' then carried_e4
        end as score_e4,
        is_assumed or score_e4 is null as is_assumed
    )
from ruled
