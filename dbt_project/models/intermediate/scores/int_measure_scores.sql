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
    select agency_id, subject_kind, subject_id, state_key, value_e4, source_month
    from {{ source('input', 'previous_month_state') }}
    where state_key like 'score:%'
)

select
    scores.* replace (
        coalesce(
            scores.score_e4,
            case scores.missing_rule
                when 'carry' then coalesce(own.value_e4, of_unit.value_e4)
                when 'unit' then unit_scores.score_e4
            end
        ) as score_e4,
        scores.is_assumed or scores.score_e4 is null as is_assumed
    ),
    case
        when scores.score_e4 is not null then case when scores.is_assumed then 'band_recap' end
        when scores.missing_rule = 'carry' and coalesce(own.value_e4, of_unit.value_e4) is not null
            then 'carry:' || coalesce(own.source_month, of_unit.source_month)
        when scores.missing_rule = 'unit' and unit_scores.score_e4 is not null then 'unit'
        when scores.missing_rule = 'redistribute' then 'redistribute'
        else 'hold'
    end as assumption
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
left join earlier as of_unit
    on
        scores.agency_id = of_unit.agency_id
        and of_unit.subject_kind = 'unit'
        and scores.unit_id = of_unit.subject_id
        and of_unit.state_key = 'score:' || scores.aspect || ':' || scores.measure
