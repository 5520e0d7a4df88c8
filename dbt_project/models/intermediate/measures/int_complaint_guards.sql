-- grain: one row per complaint, with why it does not count: said before, or one of a flood
with told as (
    select
        complaints.*,
        settings.complaint_duplicate_days as duplicate_days,
        coalesce(settings.complaint_brigading_minutes, 0) * 60000000 as flood_us,
        settings.complaint_brigading_count as flood_count,
        settings.complaint_brigading_counts as flood_counts,
        cast(complaints.received_at as date) as received_on,
        epoch_us(complaints.received_at) as received_us
    from {{ ref('stg_complaints') }} as complaints
    inner join {{ ref('int_unit_settings') }} as settings
        on complaints.agency_id = settings.agency_id and complaints.unit_id = settings.unit_id
),

said as (
    select
        agency_id,
        unit_id,
        same_as,
        any_value(duplicate_days) as duplicate_days,
        list_transform(list_sort(list(distinct received_on)), lambda day: [day]) as days
    from told
    where same_as is not null and duplicate_days is not null
    group by agency_id, unit_id, same_as
),

-- the first day, and each that comes too long after the one before it that counted
firsts as (
    select
        agency_id,
        unit_id,
        same_as,
        list_reduce( -- sqlfluff does not know lambdas of two -- noqa: PRS
            days,
            lambda kept, day: if(day[1] - kept[-1] > duplicate_days, list_concat(kept, day), kept)
        ) as first_days
    from said
),

repeated as (
    select
        told.*,
        coalesce(
            not list_contains(firsts.first_days, told.received_on)
            or row_number() over (
                partition by told.agency_id, told.unit_id, told.same_as, told.received_on
                order by told.received_at, told.register, told.complaint_id
            ) > 1 and firsts.first_days is not null,
            false
        ) as is_repeat
    from told
    left join firsts
        on
            told.agency_id = firsts.agency_id
            and told.unit_id = firsts.unit_id
            and told.same_as = firsts.same_as
),

ahead as (
    select
        *,
        count(*) over (
            partition by agency_id, unit_id, category, is_repeat
            order by received_us range between current row and flood_us following
        ) as coming_count
    from repeated
),

flooded as (
    select
        *,
        coalesce(not is_repeat and max(coming_count) over (
            partition by agency_id, unit_id, category, is_repeat
            order by received_us range between flood_us preceding and current row
        ) >= flood_count, false) as is_flood
    from ahead
),

spaced as (
    select
        *,
        received_us - lag(received_us) over (
            partition by agency_id, unit_id, category, is_flood
            order by received_us, register, complaint_id
        ) as gap_us
    from flooded
)

select
    agency_id,
    unit_id,
    register,
    complaint_id,
    case
        when is_repeat then 'ganda'
        when is_flood and (flood_counts = 'never' or coalesce(gap_us <= flood_us, false)) then 'beruntun'
    end as not_counted
from spaced
