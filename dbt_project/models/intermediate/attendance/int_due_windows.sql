-- grain: one row per employee and day of the month on which work is due, counted yet or not, with its working window
with posts as (select * from {{ ref('int_duties') }}),

windows as (
    select
        posts.*,
        days.date as work_date,
        days.date + to_minutes(days.starts_minute) as starts_at,
        days.date + to_minutes(days.ends_minute) as ends_at,
        days.date + to_minutes(days.midpoint_minute) as midpoint_at,
        days.ends_minute > 1440 as is_shift
    from posts
    inner join {{ source('input', 'calendar_days') }} as days
        on
            posts.agency_id = days.agency_id
            and posts.pattern_id = days.pattern_id
            and days.date between posts.duty_from and posts.duty_to
            and days.is_workday
    where not posts.is_rostered

    union all

    select
        posts.*,
        shifts.shift_date as work_date,
        shifts.starts_at,
        shifts.ends_at,
        shifts.starts_at
        + to_seconds(date_diff('second', shifts.starts_at, shifts.ends_at) // 2) as midpoint_at,
        true as is_shift
    from posts
    inner join {{ ref('stg_shifts') }} as shifts
        on
            posts.agency_id = shifts.agency_id
            and posts.employee_id = shifts.employee_id
            and shifts.shift_date between posts.duty_from and posts.duty_to
    where posts.is_rostered
    qualify row_number() over (
            partition by posts.agency_id, posts.employee_id, shifts.shift_date order by shifts.starts_at
        ) = 1
)

select
    agency_id,
    employee_id,
    assignment_id,
    unit_id,
    scope_id,
    rule_date,
    pattern_id,
    work_date,
    is_shift,
    starts_at,
    ends_at,
    midpoint_at
from windows
