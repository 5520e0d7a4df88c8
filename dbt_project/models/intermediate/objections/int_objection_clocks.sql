-- grain: one row per objection, with the last day to file it and the last day to decide it
with asked as (
    select
        objections.agency_id,
        objections.objection_id,
        objections.filed_on,
        clock.told_on,
        clock.told_by,
        months.objection_days,
        months.objection_decision_days,
        months.objection_count
    from {{ ref('stg_objections') }} as objections
    inner join {{ ref('int_months') }} as months on objections.agency_id = months.agency_id
    left join {{ source('input', 'objection_clock') }} as clock
        on
            objections.agency_id = clock.agency_id
            and objections.employee_id = clock.employee_id
            and objections.for_month = clock.for_month
),

-- the day itself does not count; a free day stands with the workday before it
counted as (
    select
        asked.*,
        told.workday_ordinal + asked.objection_days as file_ordinal,
        filed.workday_ordinal + asked.objection_decision_days as decide_ordinal
    from asked
    left join {{ source('input', 'calendar_days') }} as told
        on asked.agency_id = told.agency_id and told.pattern_id = 'default' and asked.told_on = told.date
    left join {{ source('input', 'calendar_days') }} as filed
        on asked.agency_id = filed.agency_id and filed.pattern_id = 'default' and asked.filed_on = filed.date
)

select
    counted.agency_id,
    counted.objection_id,
    counted.told_on,
    counted.told_by,
    case
        when counted.objection_count = 'calendar'
            then counted.told_on + cast(counted.objection_days as integer)
        else file_days.date
    end as file_until,
    case
        when counted.objection_count = 'calendar'
            then counted.filed_on + cast(counted.objection_decision_days as integer)
        else decide_days.date
    end as decide_until
from counted
left join {{ source('input', 'calendar_days') }} as file_days
    on
        counted.agency_id = file_days.agency_id
        and file_days.pattern_id = 'default'
        and file_days.is_workday
        and counted.file_ordinal = file_days.workday_ordinal
left join {{ source('input', 'calendar_days') }} as decide_days
    on
        counted.agency_id = decide_days.agency_id
        and decide_days.pattern_id = 'default'
        and decide_days.is_workday
        and counted.decide_ordinal = decide_days.workday_ordinal
