-- grain: one row per employee and day of the month on approved leave, with the percent of pay that it keeps
with spells as (
    select
        leaves.*,
        employees.unit_id as own_unit_id,
        employees.pattern_id as own_pattern_id,
        min(days.workday_ordinal) as first_ordinal,
        max(days.workday_ordinal) as last_ordinal
    from {{ ref('stg_leaves') }} as leaves
    inner join {{ ref('int_employees') }} as employees
        on leaves.agency_id = employees.agency_id and leaves.employee_id = employees.employee_id
    left join {{ source('input', 'calendar_days') }} as days
        on
            leaves.agency_id = days.agency_id
            and employees.pattern_id = days.pattern_id
            and days.is_workday
            and days.date between leaves.leave_from and leaves.leave_to
    group by all
),

-- `counted_until` is the day whose place in the leave decides: the day itself, or the leave's last one
leave_dates as (
    select
        spells.*,
        rules.scope_id,
        rules.rule_date,
        days.date as leave_date,
        days.is_workday,
        days.workday_count,
        case when settings.leave_mode = 'span' then spells.leave_to else days.date end as counted_until,
        case
            when settings.leave_count = 'calendar'
                then date_diff('day', spells.leave_from, counted_until) + 1
            -- a free day before the first workday stands with it
            else
                greatest(
                    case settings.leave_mode
                        when 'span' then spells.last_ordinal else days.workday_ordinal
                    end
                    - spells.first_ordinal + 1,
                    1
                )
        end as day_no,
        date_diff('month', spells.leave_from, counted_until)
        + case when day(counted_until) >= day(spells.leave_from) then 1 else 0 end as month_no
    from spells
    inner join {{ ref('int_month_days') }} as days
        on
            spells.agency_id = days.agency_id
            and spells.own_pattern_id = days.pattern_id
            and days.date between spells.leave_from and spells.leave_to
    inner join {{ ref('int_periods') }} as periods
        on
            spells.agency_id = periods.agency_id
            and days.date between periods.period_from and periods.period_to
    inner join {{ ref('int_unit_rules') }} as rules
        on
            spells.agency_id = rules.agency_id
            and spells.own_unit_id = rules.unit_id
            and periods.rule_date = rules.rule_date
    {{ settings_of('rules') }}
),

banded as (
    select
        leave_dates.agency_id,
        leave_dates.employee_id,
        leave_dates.leave_date,
        leave_dates.leave_type,
        leave_dates.is_workday,
        leave_dates.workday_count,
        leave_dates.file_no,
        leave_dates.row_no,
        any_value(bands.rule_id) as rule_id,
        any_value(bands.pay_base) as pay_base,
        any_value(bands.is_present) as is_present,
        any_value(bands.is_excused) as is_excused,
        any_value(bands.whole_month_only) as whole_month_only,
        arg_min(bands.pay_pct_e4, bands.unit = 'day') filter (
            where case bands.unit when 'month' then leave_dates.month_no else leave_dates.day_no end
            between bands.span_from and coalesce(bands.span_to, 99999)
            and coalesce(leave_dates.child_no, 0)
            between coalesce(bands.child_from, 0) and coalesce(bands.child_to, 99999)
        ) as pay_pct_e4
    from leave_dates
    left join {{ source('input', 'policy_leave_bands') }} as bands
        on {{ in_force('bands', 'leave_dates') }} and leave_dates.leave_type = bands.leave_type
    group by all
),

-- a kind of leave that counts in whole months only is paid like work in a month that is not all leave
judged as (
    select
        *,
        coalesce(whole_month_only, false) and count(*) filter (where is_workday) over (
            partition by agency_id, employee_id
        ) < workday_count as is_partial
    from banded
)

select
    judged.agency_id,
    judged.employee_id,
    judged.leave_date,
    judged.leave_type,
    judged.rule_id,
    judged.is_workday as is_month_workday,
    posts.assignment_id,
    posts.unit_id,
    posts.scope_id,
    posts.rule_date,
    posts.pattern_id,
    coalesce(days.is_workday, false) as is_workday,
    judged.pay_pct_e4 is null and not judged.is_partial as is_unruled,
    case when judged.is_partial then 1000000 else coalesce(judged.pay_pct_e4, 0) end as pay_pct_e4,
    case when judged.is_partial then 'earned' else coalesce(judged.pay_base, 'earned') end as pay_base,
    coalesce(judged.is_present, false) as is_present,
    coalesce(judged.is_excused, true) as is_excused,
    judged.file_no,
    judged.row_no
from judged
left join {{ ref('int_assignments') }} as posts
    on
        judged.agency_id = posts.agency_id
        and judged.employee_id = posts.employee_id
        and (not posts.is_acting or posts.is_only_post)
        and judged.leave_date between posts.starts_on and posts.ends_on
left join {{ ref('int_month_days') }} as days
    on
        posts.agency_id = days.agency_id
        and posts.pattern_id = days.pattern_id
        and judged.leave_date = days.date
