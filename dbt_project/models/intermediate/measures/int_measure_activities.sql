-- grain: one row per employee, deciding rules and measure taken from the activity log, against the target of those rules
with words as (
    select
        settings.agency_id,
        settings.scope_id,
        settings.rule_date,
        units.aspect,
        units.measure,
        list(units.unit_word) as unit_words,
        min(units.unit_word) as unit_word
    from {{ ref('int_month_settings') }} as settings
    inner join {{ source('input', 'policy_measure_units') }} as units on {{ in_force('units') }}
    group by settings.agency_id, settings.scope_id, settings.rule_date, units.aspect, units.measure
),

targets as (
    select
        settings.agency_id,
        settings.scope_id,
        settings.rule_date,
        rules.aspect,
        rules.measure,
        rules.measure = 'activity_minutes' as is_minutes,
        rules.target_kind,
        rules.target_e4,
        rules.day_max_e4,
        rules.unapproved_counts,
        words.unit_words,
        words.unit_word
    from {{ ref('int_month_settings') }} as settings
    inner join {{ source('input', 'policy_measures') }} as rules on {{ in_force('rules') }}
    left join words
        on
            settings.agency_id = words.agency_id
            and settings.scope_id = words.scope_id
            and settings.rule_date = words.rule_date
            and rules.aspect = words.aspect
            and rules.measure = words.measure
    where
        (rules.measure = 'activity_minutes' or starts_with(rules.measure, 'quantity_'))
        and rules.target_e4 > 0
),

activities as (
    select
        *,
        cast(quantity_e4 as hugeint) * coalesce(quality_e4, 1000000) as quantity_quality_e8,
        coalesce(lower(approval_status) in ('disetujui', 'approved', 'setuju'), false) as is_approved
    from {{ ref('stg_activities') }}
),

days as (
    select
        agency_id,
        employee_id,
        activity_date,
        quantity_unit,
        sum(minutes) as minutes,
        sum(minutes) filter (where is_approved) as approved_minutes,
        sum(quantity_quality_e8) as quantity_quality_e8,
        sum(quantity_quality_e8) filter (where is_approved) as approved_quantity_quality_e8,
        count(*) as activity_count,
        count(*) filter (where is_approved) as approved_count
    from activities
    group by agency_id, employee_id, activity_date, quantity_unit
),

-- a day whose rows do not count is work seen all the same: 0, not missing
counted as (
    select
        targets.*,
        days.employee_id,
        days.activity_date,
        targets.unit_words is null
        or coalesce(list_contains(targets.unit_words, days.quantity_unit), false) as is_counted,
        coalesce(case when targets.unapproved_counts then days.minutes else days.approved_minutes end, 0)
            as minutes,
        coalesce(
            case
                when targets.unapproved_counts then days.quantity_quality_e8
                else days.approved_quantity_quality_e8
            end,
            0
        ) as quantity_quality_e8,
        case when targets.unapproved_counts then days.activity_count else days.approved_count end
            as activity_count
    from targets
    inner join {{ ref('int_employee_rules') }} as employees
        on
            targets.agency_id = employees.agency_id
            and targets.scope_id = employees.scope_id
            and targets.rule_date = employees.rule_date
    inner join days
        on employees.agency_id = days.agency_id and employees.employee_id = days.employee_id
),

dates as (
    select
        agency_id,
        scope_id,
        rule_date,
        aspect,
        measure,
        employee_id,
        activity_date,
        case
            when any_value(is_minutes)
                then
                    least(
                        sum(minutes) * cast(10000 as hugeint), coalesce(any_value(day_max_e4), 600000000)
                    )
            else coalesce(sum(quantity_quality_e8) filter (where is_counted), 0)
        end as done,
        -- quality is percent times 10,000
        any_value(case when is_minutes then 1 else 1000000 end) as done_scale,
        any_value(target_kind) as target_kind,
        any_value(target_e4) as target_e4,
        any_value(case when is_minutes then 'menit' else coalesce(unit_word, 'kuantitas') end) as unit,
        coalesce(sum(activity_count) filter (where is_counted), 0) as evidence_count
    from counted
    group by agency_id, scope_id, rule_date, aspect, measure, employee_id, activity_date
),

months as (
    select
        agency_id,
        scope_id,
        rule_date,
        aspect,
        measure,
        employee_id,
        sum(done) as done,
        any_value(done_scale) as done_scale,
        any_value(target_kind) as target_kind,
        any_value(target_e4) as target_e4,
        any_value(unit) as unit,
        sum(evidence_count) as evidence_count
    from dates
    group by agency_id, scope_id, rule_date, aspect, measure, employee_id
)

select
    months.agency_id,
    months.employee_id as subject_id,
    months.scope_id,
    months.rule_date,
    months.aspect,
    months.measure,
    -- an interim review asks for the part of a month's target that its days are of the month
    cast(months.done as hugeint)
    * case
        when months.target_kind = 'workday' or attendance.coming_days = 0 then 1
        else greatest(attendance.due_days, 1) + attendance.coming_days
    end as numerator,
    cast(
        case
            when months.target_kind = 'workday' then months.target_e4 * greatest(attendance.due_days, 1)
            when attendance.coming_days = 0 then months.target_e4
            else months.target_e4 * greatest(attendance.due_days, 1)
        end as hugeint
    ) * months.done_scale as denominator,
    'share' as scale,
    months.unit,
    months.evidence_count
from months
inner join {{ ref('int_attendance') }} as attendance
    on months.agency_id = attendance.agency_id and months.employee_id = attendance.employee_id
