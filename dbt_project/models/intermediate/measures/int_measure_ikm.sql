-- grain: one row per unit surveyed: IKM = 25 x mean of the nine NRR, nothing rounded, and whether it represents
with answers as (
    unpivot (
        select agency_id, unit_id, u1, u2, u3, u4, u5, u6, u7, u8, u9
        from {{ ref('int_survey_answers') }}
    )
    on u1, u2, u3, u4, u5, u6, u7, u8, u9
    into name element value answer
),

elements as (
    select agency_id, unit_id, element, sum(answer) as total, count(*) as answer_count
    from answers
    group by agency_id, unit_id, element
),

common as (
    select
        agency_id,
        unit_id,
        {{ lcm_of('answer_count') }} as common_count, -- sqlfluff does not know lambdas -- noqa: PRS
        count(*) as element_count
    from elements
    group by agency_id, unit_id
),

surveys as (
    select
        elements.agency_id,
        elements.unit_id,
        sum(elements.total * (common.common_count // elements.answer_count)) * 25 as numerator,
        any_value(common.common_count) * 9 as denominator,
        any_value(common.element_count) as element_count
    from elements
    inner join common on elements.agency_id = common.agency_id and elements.unit_id = common.unit_id
    group by elements.agency_id, elements.unit_id
),

samples as (
    select agency_id, unit_id, count(*) as respondent_count
    from {{ ref('int_survey_answers') }}
    group by agency_id, unit_id
),

needed as (
    select
        surveys.*,
        samples.respondent_count,
        settings.survey_min_sample,
        coalesce(units.service_recipients, 1000000000) as service_recipients,
        settings.sample_variance_e6,
        settings.sample_margin2_e6
    from surveys
    inner join samples on surveys.agency_id = samples.agency_id and surveys.unit_id = samples.unit_id
    inner join {{ ref('int_unit_settings') }} as settings
        on surveys.agency_id = settings.agency_id and surveys.unit_id = settings.unit_id
    left join {{ ref('stg_units') }} as units
        on surveys.agency_id = units.agency_id and surveys.unit_id = units.unit_id
),

required as (
    select
        *,
        cast(sample_variance_e6 as hugeint) * service_recipients as sample_numerator,
        sample_variance_e6 + cast(sample_margin2_e6 as hugeint) * (service_recipients - 1)
            as sample_denominator,
        'half_up' as sample_rounding
    from needed
),

counted as (
    select
        *,
        {{ divide('sample_numerator', 'sample_denominator', 'sample_rounding') }} as required_count
    from required
)

select
    agency_id,
    unit_id as subject_id,
    'ikm' as measure,
    cast(numerator as hugeint) as numerator,
    cast(denominator as hugeint) as denominator,
    'score' as scale,
    'IKM' as unit,
    respondent_count as evidence_count,
    cast(required_count as bigint) as required_count,
    element_count = 9 and (not survey_min_sample or respondent_count >= required_count) as is_representative
from counted
