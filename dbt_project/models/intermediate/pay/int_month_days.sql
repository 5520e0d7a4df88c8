-- grain: one row per agency, working pattern and day of the month, with the days that make a whole month
select
    days.agency_id,
    days.pattern_id,
    days.date,
    days.is_workday,
    days.workday_ordinal,
    count(*) filter (where days.is_workday) over pattern as workday_count,
    count(*) over pattern as calendar_count
from {{ source('input', 'calendar_days') }} as days
inner join {{ ref('int_months') }} as months
    on days.agency_id = months.agency_id and days.date between months.month_start and months.month_end
window pattern as (partition by days.agency_id, days.pattern_id)
