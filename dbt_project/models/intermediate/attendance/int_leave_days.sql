-- grain: one row per employee and due or pattern workday spent on approved leave, with the share of pay it keeps
with spells as (
    select
        leaves.*,
        posts.assignment_id,
        posts.pattern_id,
        posts.scope_id,
        posts.rule_date,
        posts.unit_id,
        posts.starts_on,
        posts.ends_on,
        settings.leave_mode,
        settings.leave_count
    from {{ ref('stg_leaves') }} as leaves
    inner join {{ ref('int_assignments') }} as posts
        on
            leaves.agency_id = posts.agency_id
            and leaves.employee_id = posts.employee_id
            and leaves.leave_from <= posts.ends_on
            and leaves.leave_to >= posts.starts_on
    {{ settings_of('posts') }}
    where not posts.is_acting or posts.is_only_post
),

lengths as (
    select
        spells.agency_id,
        spells.employee_id,
        spells.leave_type,
        spells.leave_from,
        spells.assignment_id,
        min(days.workday_ordinal) as first_ordinal,
        max(days.workday_ordinal) as last_ordinal
    from spells
    inner join {{ source('input', 'calendar_days') }} as days
        on
            spells.agency_id = days.agency_id
            and spells.pattern_id = days.pattern_id
            and days.is_workday
            and days.date between spells.leave_from and spells.leave_to
    group by all
),

leave_dates as (
    select
        spells.*,
        days.date as leave_date,
        days.is_workday,
        case
            when spells.leave_count = 'calendar' then date_diff('day', spells.leave_from, days.date) + 1
            -- a free day before the first workday stands with it
            else greatest(days.workday_ordinal - lengths.first_ordinal + 1, 1)
        end as day_no,
        case
            when spells.leave_count = 'calendar' then date_diff('day', spells.leave_from, spells.leave_to) + 1
            else lengths.last_ordinal - lengths.first_ordinal + 1
        end as day_count,
        date_sub('month', spells.leave_from, days.date) + 1 as month_no,
        date_sub('month', spells.leave_from, spells.leave_to) + 1 as month_count,
        case when spells.leave_mode = 'marginal' then day_no else day_count end as day_place,
        case when spells.leave_mode = 'marginal' then month_no else month_count end as month_place
    from spells
    left join lengths using (agency_id, employee_id, leave_type, leave_from, assignment_id)
    inner join {{ source('input', 'calendar_days') }} as days
        on
            spells.agency_id = days.agency_id
            and spells.pattern_id = days.pattern_id
            and days.date between
            greatest(spells.leave_from, spells.starts_on) and least(spells.leave_to, spells.ends_on)
),

banded as (
    select
        leave_dates.agency_id,
        leave_dates.employee_id,
        leave_dates.assignment_id,
        leave_dates.unit_id,
        leave_dates.scope_id,
        leave_dates.rule_date,
        leave_dates.pattern_id,
        leave_dates.leave_date,
        leave_dates.is_workday,
        leave_dates.leave_type,
        leave_dates.leave_mode,
        leave_dates.file_no,
        leave_dates.row_no,
        bands.pay_pct_e4,
        coalesce(bands.pay_base, 'earned') as pay_base,
        coalesce(bands.is_present, false) as is_present,
        coalesce(bands.is_excused, true) as is_excused,
        coalesce(bands.whole_month_only, false) as whole_month_only,
        bands.rule_id
    from leave_dates
    left join {{ source('input', 'policy_leave_bands') }} as bands
        on
            leave_dates.agency_id = bands.agency_id
            and leave_dates.scope_id = bands.scope_id
            and leave_dates.leave_type = bands.leave_type
            and leave_dates.rule_date between bands.valid_from and bands.valid_to
            and coalesce(leave_dates.child_no, 1) between
            coalesce(bands.child_from, 0) and coalesce(bands.child_to, 99)
            and leave_dates.month_place between
            case when bands.unit = 'month' then bands.span_from else 0 end
            and case when bands.unit = 'month' then coalesce(bands.span_to, 99999) else 99999 end
            and coalesce(leave_dates.day_place, -1) between
            case when bands.unit = 'month' then -1 else bands.span_from end
            and case when bands.unit = 'month' then 99999 else coalesce(bands.span_to, 99999) end
    qualify row_number() over (
            partition by leave_dates.agency_id, leave_dates.employee_id, leave_dates.leave_date
            order by case when bands.unit = 'month' then 1 else 2 end, bands.pay_pct_e4, leave_dates.row_no
        ) = 1
)

select * from banded
