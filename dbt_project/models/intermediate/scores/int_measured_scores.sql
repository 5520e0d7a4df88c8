-- grain: one row per paid stretch, aspect and measure of the policy; score is null where nothing was measured
with of_aspect as (
    select distinct measure from {{ ref('int_measures') }}
    where aspect is not null
),

of_rules as (
    select distinct measure from {{ ref('int_measures') }}
    where rule_date is not null
),

wanted as (
    select
        aspects.*,
        rules.measure,
        rules.ordinal,
        rules.weight_e4,
        rules.decimals,
        rules.rounding_mode,
        rules.missing_rule,
        rules.method,
        rules.flat_score_e4,
        rules.given_aspect,
        case
            when rules.measure in (select of_aspect.measure from of_aspect)
                then coalesce(rules.given_aspect, aspects.aspect)
        end as measured_aspect,
        rules.measure in (select of_rules.measure from of_rules) as is_of_rules,
        rules.missing_then,
        -- a survey holds until the next, and may be carried longer
        greatest(
            case when 'carry' in (rules.missing_rule, rules.missing_then) then rules.carry_months end,
            case when rules.measure = 'ikm' then settings.survey_holds_months end
        ) as kept_months,
        case
            when rules.measure in ('ikm', 'complaint_timeliness') then 'unit'
            when rules.measure = 'given' then rules.subject_kind
            else 'employee'
        end as subject_kind,
        rules.rule_id
    from {{ ref('int_earned_aspects') }} as aspects
    {{ settings_of('aspects') }}
    inner join {{ source('input', 'policy_measures') }} as rules
        on {{ in_force('rules') }} and aspects.aspect = rules.aspect
),

subjects as (
    select
        *,
        case subject_kind when 'unit' then unit_id when 'agency' then agency_id else employee_id end
            as subject_id,
        case when is_of_rules then scope_id end as measured_scope,
        case when is_of_rules then rule_date end as measured_date
    from wanted
),

found as (
    select
        subjects.*,
        case
            when subjects.measure = 'flat' then subjects.flat_score_e4
            else measures.numerator + coalesce(own_points.points_e4, 0)
        end as numerator,
        case when subjects.measure = 'flat' then 10000 else measures.denominator end as denominator,
        case when subjects.measure = 'flat' then 'score' else measures.scale end as scale,
        measures.unit,
        measures.key_text,
        coalesce(measures.evidence_count, 0) as evidence_count,
        coalesce(measures.is_assumed, false) as is_assumed
    from subjects
    left join {{ ref('int_measures') }} as measures
        on
            subjects.agency_id = measures.agency_id
            and subjects.subject_id = measures.subject_id
            and subjects.measure = measures.measure
            and subjects.measured_aspect is not distinct from measures.aspect
            and subjects.measured_scope is not distinct from measures.scope_id
            and subjects.measured_date is not distinct from measures.rule_date
    left join {{ ref('int_aspect_points') }} as own_points
        on
            subjects.agency_id = own_points.agency_id
            and subjects.employee_id = own_points.employee_id
            and case when subjects.measure = 'discipline_points' then subjects.aspect end = own_points.aspect
),

valued as (
    select
        *,
        case scale
            when 'share' then numerator * 100
            when 'remainder' then greatest(denominator * 100 - numerator, 0)
            else numerator
        end * cast(pow(10, decimals) as hugeint) as scaled_numerator,
        cast(pow(10, 4 - decimals) as bigint) as unscale
    from found
),

rounded as (
    select
        * exclude (scaled_numerator, unscale),
        cast({{ divide('scaled_numerator', 'denominator', 'rounding_mode') }} * unscale as bigint) as value_e4
    from valued
),

banded as (
    select
        rounded.*,
        bands.score_e4 as band_score_e4
    from rounded
    left join {{ source('input', 'policy_score_bands') }} as bands
        on
            rounded.agency_id = bands.agency_id
            and rounded.scope_id = bands.scope_id
            and rounded.rule_date between bands.valid_from and bands.valid_to
            and rounded.aspect = bands.aspect
            and rounded.measure = bands.measure
            and case when rounded.method = 'map' then coalesce(lower(rounded.key_text), '') end
            is not distinct from lower(bands.key_text)
            and case rounded.method when 'map' then 0 when 'bands' then rounded.value_e4 end between
            coalesce(bands.from_e4, -9000000000000) and coalesce(bands.to_e4, 9000000000000)
)

select
    * exclude (band_score_e4, value_e4, measured_aspect, is_of_rules, measured_scope, measured_date),
    case
        when method in ('map', 'bands') then band_score_e4
        when value_e4 is not null then least(greatest(value_e4, 0), 1000000)
    end as score_e4
from banded
