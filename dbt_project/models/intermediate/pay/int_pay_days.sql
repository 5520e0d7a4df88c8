-- grain: one row per stretch of an employee's month: the share of the month that it pays, by score and without score
with patterns as (
    select
        employees.agency_id,
        employees.employee_id,
        employees.pattern_id,
        settings.leave_mode,
        settings.leave_denominator,
        settings.move_rule,
        settings.move_days
    from {{ ref('int_employees') }} as employees
    {{ settings_of('employees') }}
),

month_days as (
    select days.agency_id, days.pattern_id, days.date, days.is_workday
    from {{ source('input', 'calendar_days') }} as days
    inner join {{ ref('int_months') }} as months
        on days.agency_id = months.agency_id and days.date between months.month_start and months.month_end
),

month_lengths as (
    select
        agency_id,
        pattern_id,
        count(*) filter (where is_workday) as workday_count,
        count(*) as calendar_count
    from month_days
    group by agency_id, pattern_id
),

month_leave as (
    select
        agency_id,
        employee_id,
        min(pay_pct_e4) as lowest_pct_e4,
        arg_min(pay_base, pay_pct_e4) as lowest_base,
        count(*) filter (where is_workday) as leave_workdays
    from {{ ref('int_leave_days') }}
    group by agency_id, employee_id
),

stretch_days as (
    select
        posts.agency_id,
        posts.employee_id,
        posts.assignment_id,
        posts.starts_on,
        posts.rule_date,
        posts.is_acting and not posts.is_only_post as is_addition,
        patterns.move_rule,
        patterns.move_days,
        patterns.leave_denominator,
        lengths.workday_count,
        lengths.calendar_count,
        days.is_workday,
        patterns.move_days = 'calendar' or days.is_workday as counts_for_move,
        patterns.leave_denominator = 'calendar' or days.is_workday as counts_for_leave,
        leave_days.employee_id is not null and leave_days.pay_pct_e4 is null as is_unruled,
        case
            when
                leave_days.whole_month_only and month_leave.leave_workdays < lengths.workday_count
                then 1000000
            when patterns.leave_mode = 'month' then coalesce(month_leave.lowest_pct_e4, 1000000)
            when leave_days.employee_id is null then 1000000
            else coalesce(leave_days.pay_pct_e4, 0)
        end as paid_pct_e4,
        case
            when leave_days.whole_month_only and month_leave.leave_workdays < lengths.workday_count then false
            when patterns.leave_mode = 'month' then month_leave.lowest_base = 'basic'
            else leave_days.pay_base = 'basic'
        end as is_without_score
    from {{ ref('int_assignments') }} as posts
    inner join patterns
        on posts.agency_id = patterns.agency_id and posts.employee_id = patterns.employee_id
    inner join month_lengths as lengths
        on patterns.agency_id = lengths.agency_id and patterns.pattern_id = lengths.pattern_id
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
),

stretches as (
    select
        agency_id,
        employee_id,
        assignment_id,
        is_addition,
        any_value(move_rule) as move_rule,
        any_value(move_days = leave_denominator) as is_one_count,
        min(starts_on) as starts_on,
        any_value(rule_date) as rule_date,
        any_value(case when move_days = 'calendar' then calendar_count else workday_count end) as month_count,
        count(*) filter (where counts_for_move) as move_count,
        count(*) filter (where counts_for_leave) as leave_count,
        coalesce(
            sum(paid_pct_e4) filter (where counts_for_leave and not coalesce(is_without_score, false)), 0
        )
            as scored_e4,
        coalesce(sum(paid_pct_e4) filter (where counts_for_leave and is_without_score), 0) as unscored_e4,
        coalesce(bool_or(is_unruled), false) as has_unruled_leave
    from stretch_days
    group by agency_id, employee_id, assignment_id, is_addition
),

moved as (
    select
        * replace (
            case
                when move_rule = 'first_day' and not is_addition then sum(move_count) over person else
                    move_count
            end
                as move_count,
            case
                when move_rule = 'first_day' and not is_addition then sum(leave_count) over person else
                    leave_count
            end
                as leave_count,
            case
                when move_rule = 'first_day' and not is_addition then sum(scored_e4) over person else
                    scored_e4
            end
                as scored_e4,
            case
                when move_rule = 'first_day' and not is_addition then sum(unscored_e4) over person else
                    unscored_e4
            end
                as unscored_e4
        ),
        move_rule = 'first_day' and not is_addition and row_number() over ordered > 1 as is_taken_by_first
    from stretches
    window
        person as (partition by agency_id, employee_id, is_addition, rule_date),
        ordered as (
            partition by agency_id, employee_id, is_addition, rule_date order by starts_on, assignment_id
        )
),

multiplied as (
    select
        *,
        case when is_taken_by_first or move_count = 0 then 0 when is_one_count then 1 else move_count end
            as times,
        1000000 * month_count * case when is_one_count then 1 else greatest(leave_count, 1) end as whole
    from moved
)

select
    agency_id,
    employee_id,
    assignment_id,
    has_unruled_leave,
    cast(scored_e4 * times as hugeint) as scored_numerator,
    cast(unscored_e4 * times as hugeint) as unscored_numerator,
    cast(whole as hugeint) as pay_denominator
from multiplied
where month_count > 0
