-- grain: one row per stretch of an employee's month: days due in the month, and the share of them that is paid
with patterns as (
    select
        employees.agency_id,
        employees.employee_id,
        settings.month_start,
        settings.month_end,
        settings.leave_mode,
        settings.leave_denominator,
        settings.move_rule,
        employees.pattern_id
    from {{ ref('int_employees') }} as employees
    {{ settings_of('employees') }}
),

month_days as (
    select
        patterns.agency_id,
        patterns.pattern_id,
        patterns.leave_denominator,
        days.date
    from (select distinct agency_id, pattern_id, leave_denominator, month_start, month_end from patterns) as patterns
    inner join {{ source('input', 'calendar_days') }} as days
        on
            patterns.agency_id = days.agency_id
            and patterns.pattern_id = days.pattern_id
            and days.date between patterns.month_start and patterns.month_end
            and (days.is_workday or patterns.leave_denominator = 'calendar')
),

denominators as (
    select agency_id, pattern_id, count(*) as day_count
    from month_days
    group by agency_id, pattern_id
),

month_leave as (
    select
        agency_id,
        employee_id,
        min(case when leave_mode = 'month' then pay_pct_e4 end) as month_pay_pct_e4,
        count(*) filter (where is_workday) as leave_days
    from {{ ref('int_leave_days') }}
    group by agency_id, employee_id
),

stretch_days as (
    select
        posts.agency_id,
        posts.employee_id,
        posts.assignment_id,
        posts.is_acting,
        posts.is_only_post,
        posts.starts_on,
        any_value(denominators.day_count) as day_count,
        any_value(patterns.move_rule) as move_rule,
        count(days.date) as stretch_days,
        coalesce(
            sum(
                case
                    when days.date is null then 0
                    when month_leave.month_pay_pct_e4 is not null then month_leave.month_pay_pct_e4
                    when leave_days.employee_id is null then 1000000
                    when leave_days.whole_month_only and month_leave.leave_days < denominators.day_count then 1000000
                    else coalesce(leave_days.pay_pct_e4, 0)
                end
            ),
            0
        ) as paid_e4,
        bool_or(leave_days.employee_id is not null and leave_days.pay_pct_e4 is null) as has_unruled_leave
    from {{ ref('int_assignments') }} as posts
    inner join patterns
        on posts.agency_id = patterns.agency_id and posts.employee_id = patterns.employee_id
    inner join denominators
        on patterns.agency_id = denominators.agency_id and patterns.pattern_id = denominators.pattern_id
    left join month_days as days
        on
            patterns.agency_id = days.agency_id
            and patterns.pattern_id = days.pattern_id
            and days.date between posts.starts_on and posts.ends_on
    left join {{ ref('int_leave_days') }} as leave_days
        on
            posts.agency_id = leave_days.agency_id
            and posts.employee_id = leave_days.employee_id
            and days.date = leave_days.leave_date
    left join month_leave
        on posts.agency_id = month_leave.agency_id and posts.employee_id = month_leave.employee_id
    group by
        posts.agency_id, posts.employee_id, posts.assignment_id,
        posts.is_acting, posts.is_only_post, posts.starts_on
)

select
    agency_id,
    employee_id,
    assignment_id,
    is_acting,
    is_only_post,
    day_count,
    stretch_days,
    coalesce(has_unruled_leave, false) as has_unruled_leave,
    cast(
        case
            when move_rule = 'by_days' or (is_acting and not is_only_post) then paid_e4
            when row_number() over person = 1 then sum(paid_e4) over whole_person
            else 0
        end as bigint
    ) as paid_e4
from stretch_days
window
    person as (
        partition by agency_id, employee_id, is_acting and not is_only_post order by starts_on, assignment_id
    ),
    whole_person as (partition by agency_id, employee_id, is_acting and not is_only_post)
