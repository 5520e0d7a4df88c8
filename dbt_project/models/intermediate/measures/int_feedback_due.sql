-- grain: one row per unit and kind of feedback that the month waits for, and whether any came
with registers as (
    select distinct agency_id
    from {{ ref('stg_complaints') }}
    where not is_edge
)

select
    units.agency_id,
    units.unit_id,
    'survei' as kind,
    count(answers.unit_id) > 0 as is_delivered
from {{ ref('stg_units') }} as units
inner join {{ ref('int_unit_settings') }} as settings
    on
        units.agency_id = settings.agency_id
        and units.unit_id = settings.unit_id
        -- a survey is due with the last month of its period
        and month(settings.month_end) % {{ survey_months('settings.survey_period') }} = 0
left join {{ ref('int_survey_answers') }} as answers
    on units.agency_id = answers.agency_id and units.unit_id = answers.unit_id
where units.owns_counter
group by units.agency_id, units.unit_id

union all

-- a month without complaints about one unit is no gap, one without any of the whole register is
select
    units.agency_id,
    units.unit_id,
    'pengaduan',
    registers.agency_id is not null
from {{ ref('stg_units') }} as units
left join registers on units.agency_id = registers.agency_id
where units.owns_institution
