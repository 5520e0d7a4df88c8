-- grain: one row per complaint whose deadline falls in the month
with promised as (
    select
        complaints.*,
        settings.month_start,
        settings.month_end,
        settings.counted_until,
        coalesce(deadlines.workdays, settings.complaint_default_workdays) as workday_count
    from {{ ref('stg_complaints') }} as complaints
    inner join {{ ref('int_unit_settings') }} as settings
        on complaints.agency_id = settings.agency_id and complaints.unit_id = settings.unit_id
    left join {{ source('input', 'policy_complaint_deadlines') }} as deadlines
        on
            {{ in_force('deadlines') }}
            and lower(complaints.category) = lower(deadlines.category)
),

received as (
    select promised.*, days.workday_ordinal + promised.workday_count as due_ordinal
    from promised
    left join {{ source('input', 'calendar_days') }} as days
        on
            promised.agency_id = days.agency_id
            and days.pattern_id = 'default'
            and days.date = cast(promised.received_at as date)
),

due as (
    select
        received.*,
        case
            when received.due_at is not null then cast(received.due_at as date)
            -- no workday at all after a free day: the free day itself
            when days.date < cast(received.received_at as date) then cast(received.received_at as date)
            else days.date
        end as due_on,
        case
            when received.closed_at is not null
                then least(received.closed_at, coalesce(received.last_activity_at, received.closed_at))
        end as answered_at
    from received
    left join {{ source('input', 'calendar_days') }} as days
        on
            received.agency_id = days.agency_id
            and days.pattern_id = 'default'
            and days.is_workday
            and received.due_ordinal = days.workday_ordinal
)

select
    due.agency_id,
    due.unit_id,
    due.register,
    due.complaint_id,
    due.received_at,
    due.due_on,
    due.answered_at,
    coalesce(
        case
            when due.due_at is not null then due.answered_at <= due.due_at
            else cast(due.answered_at as date) <= due.due_on
        end,
        false
    ) as is_in_time,
    guards.not_counted,
    due.file_no,
    due.row_no
from due
inner join {{ ref('int_complaint_guards') }} as guards
    on
        due.agency_id = guards.agency_id
        and due.register = guards.register
        and due.complaint_id = guards.complaint_id
where
    due.due_on between due.month_start and due.month_end
    -- an interim review waits for a deadline that is still ahead
    and (
        due.counted_until is null
        or due.due_on <= due.counted_until
        or cast(due.answered_at as date) <= due.counted_until
    )
