-- grain: one row per stretch of an employee's month: the share of the month that it pays, by score and without score
with month_leave as (
    select
        agency_id,
        employee_id,
        min(pay_pct_e4) as lowest_pct_e4,
        min(pay_pct_e4) filter (where is_month_workday) as lowest_workday_pct_e4
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
        settings.move_rule,
        settings.move_days = settings.leave_denominator as is_one_count,
        case when settings.move_days = 'calendar' then days.calendar_count else days.workday_count end
            as month_count,
        settings.move_days = 'calendar' or days.is_workday as counts_for_move,
        settings.leave_denominator = 'calendar' or days.is_workday as counts_for_leave,
        coalesce(leave_days.is_unruled, false) as is_unruled,
        coalesce(
            case
                when settings.leave_mode <> 'month' then leave_days.pay_pct_e4
                when settings.leave_denominator = 'calendar' then month_leave.lowest_pct_e4
                else month_leave.lowest_workday_pct_e4
            end,
            1000000
        ) as paid_pct_e4,
        coalesce(leave_days.pay_base = 'basic', false) as is_without_score
    from {{ ref('int_assignments') }} as posts
    inner join {{ ref('int_employees') }} as employees
        on posts.agency_id = employees.agency_id and posts.employee_id = employees.employee_id
    inner join {{ ref('int_unit_rules') }} as rules
        on
            employees.agency_id = rules.agency_id
            and employees.unit_id = rules.unit_id
            and posts.rule_date = rules.rule_date
    {{ settings_of('rules') }}
    inner join {{ ref('int_month_days') }} as days
        on
            employees.agency_id = days.agency_id
            and employees.pattern_id = days.pattern_id
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
        any_value(is_one_count) as is_one_count,
        min(starts_on) as starts_on,
        any_value(rule_date) as rule_date,
        any_value(month_count) as month_count,
        count(*) filter (where counts_for_move) as move_count,
        count(*) filter (where counts_for_leave) as leave_count,
        coalesce(sum(paid_pct_e4) filter (where counts_for_leave and not is_without_score), 0) as scored_e4,
        coalesce(sum(paid_pct_e4) filter (where counts_for_leave and is_without_score), 0) as unscored_e4,
        bool_or(counts_for_leave and is_unruled) as has_unruled_leave
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
