-- grain: one row per agency, scope, working pattern, date of the month and band of an event that costs something on it
with dates as (
    select days.agency_id, days.pattern_id, days.date as work_date
    from {{ source('input', 'calendar_days') }} as days
    inner join {{ ref('int_months') }} as months
        on days.agency_id = months.agency_id and days.date between months.month_start and months.month_end
),

special as (
    select dates.pattern_id, dates.work_date, rules.*
    from dates
    inner join {{ source('input', 'policy_special_days') }} as days
        on
            dates.agency_id = days.agency_id
            and dates.pattern_id = days.pattern_id
            and dates.work_date = days.date
    inner join {{ source('input', 'policy_special_events') }} as rules
        on
            dates.agency_id = rules.agency_id
            and dates.work_date between rules.valid_from and rules.valid_to
            and days.special_day = rules.special_day
            and coalesce(days.special_ordinal = rules.special_ordinal, true)
),

replaced as (
    select distinct
        agency_id, scope_id, pattern_id, work_date, event_kind, coalesce(leave_type, '') as leave_type
    from special
    where combine = 'replace'
)

select * exclude (special_day, special_ordinal, combine, valid_from, valid_to)
from special

union all by name

select rules.* exclude (valid_from, valid_to), dates.pattern_id, dates.work_date
from dates
inner join {{ source('input', 'policy_event_points') }} as rules
    on dates.agency_id = rules.agency_id and dates.work_date between rules.valid_from and rules.valid_to
left join replaced
    on
        dates.agency_id = replaced.agency_id
        and rules.scope_id = replaced.scope_id
        and dates.pattern_id = replaced.pattern_id
        and dates.work_date = replaced.work_date
        and rules.event_kind = replaced.event_kind
        and coalesce(rules.leave_type, '') = replaced.leave_type
where replaced.agency_id is null
