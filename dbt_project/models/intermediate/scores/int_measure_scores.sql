-- grain: one row per paid stretch, aspect and measure, after the policy's rule for what is missing
with unit_means as (
    select
        agency_id,
        unit_id,
        aspect,
        measure,
        sum(cast(score_e4 as hugeint)) as score_total,
        cast(count(*) as hugeint) * cast(pow(10, 4 - any_value(decimals)) as bigint) as score_parts,
        cast(pow(10, 4 - any_value(decimals)) as bigint) as unscale,
        any_value(rounding_mode) as rounding_mode
    from {{ ref('int_measured_scores') }}
    where score_e4 is not null
    group by agency_id, unit_id, aspect, measure
),

unit_scores as (
    select
        agency_id,
        unit_id,
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
        coalesce(own.value_e4, of_unit.value_e4, opening.score_e4) as carried_e4,
        coalesce(own.source_month, of_unit.source_month, opening.source_month) as carried_month,
        unit_scores.score_e4 as unit_score_e4
    from {{ ref('int_measured_scores') }} as scores
    left join unit_scores
        on
            scores.agency_id = unit_scores.agency_id
            and scores.unit_id = unit_scores.unit_id
            and scores.aspect = unit_scores.aspect
            and scores.measure = unit_scores.measure
    left join earlier as own
        on
            scores.agency_id = own.agency_id
            and own.subject_kind = 'employee'
            and scores.employee_id = own.subject_id
            and own.state_key = 'score:' || scores.aspect || ':' || scores.measure
            and own.age_months <= coalesce(scores.carry_months, 999999)
    left join earlier as of_unit
        on
            scores.agency_id = of_unit.agency_id
            and of_unit.subject_kind = 'unit'
            and scores.group_id = of_unit.subject_id
            and of_unit.state_key = 'score:' || scores.aspect || ':' || scores.measure
            and of_unit.age_months <= coalesce(
                case when scores.measure = 'ikm' then scores.survey_holds_months else scores.carry_months end,
                999999
            )
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
        carry_months,
        group_id,
        given_aspect,
        survey_holds_months
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
