-- grain: one row per paid stretch, aspect and measure of the policy; score is null where nothing was measured
with of_aspect as (
    select distinct measure from {{ ref('int_measures') }}
    where aspect is not null
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
        rules.missing_then,
        rules.carry_months,
        rules.subject_kind = 'employee' as is_of_person,
        case when rules.subject_kind = 'agency' then aspects.agency_id else aspects.unit_id end as group_id,
        rules.rule_id,
        settings.survey_holds_months
    from {{ ref('int_earned_aspects') }} as aspects
    {{ settings_of('aspects') }}
    inner join {{ source('input', 'policy_measures') }} as rules
        on {{ in_force('rules') }} and aspects.aspect = rules.aspect
),

found as (
    select
        wanted.*,
        coalesce(mine.subject_kind, theirs.subject_kind) as subject_kind,
        case
            when wanted.measure = 'flat' then wanted.flat_score_e4
            else coalesce(mine.numerator + coalesce(own_points.points_e4, 0), theirs.numerator)
        end as numerator,
        case when wanted.measure = 'flat' then 10000 else coalesce(mine.denominator, theirs.denominator) end
            as denominator,
        case when wanted.measure = 'flat' then 'score' else coalesce(mine.scale, theirs.scale) end as scale,
        coalesce(mine.unit, theirs.unit) as unit,
        coalesce(mine.key_text, theirs.key_text) as key_text,
        coalesce(mine.evidence_count, theirs.evidence_count, 0) as evidence_count,
        coalesce(mine.is_assumed, theirs.is_assumed, false) as is_assumed
    from wanted
    left join {{ ref('int_measures') }} as mine
        on
            wanted.agency_id = mine.agency_id
            and mine.subject_kind = 'employee'
            and case when wanted.measure <> 'given' or wanted.is_of_person then wanted.employee_id end
            = mine.subject_id
            and wanted.measure = mine.measure
            and wanted.measured_aspect is not distinct from mine.aspect
    left join {{ ref('int_aspect_points') }} as own_points
        on
            wanted.agency_id = own_points.agency_id
            and wanted.employee_id = own_points.employee_id
            and case when wanted.measure = 'discipline_points' then wanted.aspect end = own_points.aspect
    left join {{ ref('int_measures') }} as theirs
        on
            wanted.agency_id = theirs.agency_id
            and theirs.subject_kind = 'unit'
            and case when wanted.measure <> 'given' or not wanted.is_of_person then wanted.group_id end
            = theirs.subject_id
            and wanted.measure = theirs.measure
            and wanted.measured_aspect is not distinct from theirs.aspect
),

valued as (
    select
        *,
        case scale when 'share' then numerator * 100 else numerator end
        * cast(pow(10, decimals) as hugeint) as scaled_numerator,
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
    * exclude (band_score_e4, value_e4, measured_aspect, is_of_person),
    case
        when method in ('map', 'bands') then band_score_e4
        when value_e4 is null then null
        when scale = 'remainder' then greatest(1000000 - value_e4, 0)
        else least(greatest(value_e4, 0), 1000000)
    end as score_e4
from banded
