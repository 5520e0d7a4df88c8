-- grain: one row per unit, day and way in which survey answers came in like from one hand
with uniform as (
    select answers from {{ source('input', 'signal_rules') }}
    where kind = 'survei_seragam'
),

burst as (
    select answers, factor from {{ source('input', 'signal_rules') }}
    where kind = 'survei_beruntun'
),

answers as (
    select
        answers.*,
        concat_ws(',', u1, u2, u3, u4, u5, u6, u7, u8, u9) as wording
    from {{ ref('stg_survey_answers') }} as answers
    inner join {{ ref('int_months') }} as months
        on
            answers.agency_id = months.agency_id
            and answers.answered_on between months.month_start and months.month_end
),

-- rows that follow each other in the file with the same answers share an island
islands as (
    select
        *,
        row_number() over (partition by agency_id, unit_id, answered_on, file_no order by row_no)
        - row_number() over (partition by agency_id, unit_id, answered_on, file_no, wording order by row_no)
            as island
    from answers
),

days as (
    select
        agency_id,
        unit_id,
        answered_on,
        count(*) as measured,
        count(*) as occurrences,
        list(concat_ws(':', file_no, row_no) order by file_no, row_no) as places
    from answers
    group by agency_id, unit_id, answered_on
),

usual as (
    select
        days.*,
        quantile_disc(days.measured, 0.5) over (partition by days.agency_id, days.unit_id) as usual_count
    from days
)

select
    islands.agency_id,
    islands.unit_id,
    'survei_seragam' as kind,
    islands.answered_on,
    count(*) as measured,
    uniform.answers as threshold,
    count(*) as occurrences,
    list(concat_ws(':', islands.file_no, islands.row_no) order by islands.file_no, islands.row_no) as places
from islands
cross join uniform
group by
    islands.agency_id, islands.unit_id, islands.answered_on, islands.file_no, islands.wording, islands.island,
    uniform.answers
having count(*) >= uniform.answers

union all

select
    usual.agency_id,
    usual.unit_id,
    'survei_beruntun',
    usual.answered_on,
    usual.measured,
    greatest(burst.answers, burst.factor * usual.usual_count),
    usual.occurrences,
    usual.places
from usual
cross join burst
where usual.measured >= greatest(burst.answers, burst.factor * usual.usual_count)
