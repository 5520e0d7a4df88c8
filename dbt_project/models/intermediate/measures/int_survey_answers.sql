-- grain: one row per answer of a survey period that ends with the month
with lengths as (
    select
        agency_id,
        unit_id,
        month_start,
        month_end,
        {{ survey_months('survey_period') }} as month_count
    from {{ ref('int_unit_settings') }}
)

select answers.*
from {{ ref('stg_survey_answers') }} as answers
inner join lengths
    on
        answers.agency_id = lengths.agency_id
        and answers.unit_id = lengths.unit_id
        and month(lengths.month_end) % lengths.month_count = 0
        and answers.answered_on <= lengths.month_end
        and answers.answered_on >= lengths.month_start - to_months(lengths.month_count - 1)
