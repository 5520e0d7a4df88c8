-- grain: one row per employee, deciding rules and measure taken from the activity log, against the target of those rules
with targets as (
    select
        settings.agency_id,
        settings.scope_id,
        settings.rule_date,
        rules.aspect,
        rules.measure,
        rules.target_kind,
        rules.target_e4,
        rules.day_max_e4,
        rules.unapproved_counts
    from {{ ref('int_month_settings') }} as settings
    inner join {{ source('input', 'policy_measures') }} as rules on {{ in_force('rules') }}
    where rules.measure in ('activity_minutes', 'quantity_quality') and rules.target_e4 > 0
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
        sum(minutes) as minutes,
        sum(minutes) filter (where is_approved) as approved_minutes,
        sum(quantity_quality_e8) as quantity_quality_e8,
        sum(quantity_quality_e8) filter (where is_approved) as approved_quantity_quality_e8,
        count(*) as activity_count,
        count(*) filter (where is_approved) as approved_count
    from activities
    group by agency_id, employee_id, activity_date
),

-- a day whose rows do not count is work seen all the same: 0, not missing
counted as (
    select
        targets.*,
        days.employee_id,
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

months as (
    select
        agency_id,
        scope_id,
        rule_date,
        aspect,
        measure,
        employee_id,
        sum(
            case
                when measure = 'activity_minutes'
                    then least(minutes * cast(10000 as hugeint), coalesce(day_max_e4, 600000000))
                else quantity_quality_e8
            end
        ) as done,
        -- quality is percent times 10,000
        any_value(case when measure = 'activity_minutes' then 1 else 1000000 end) as done_scale,
        any_value(target_kind) as target_kind,
        any_value(target_e4) as target_e4,
        sum(activity_count) as evidence_count
    from counted
    group by agency_id, scope_id, rule_date, aspect, measure, employee_id
)

select
    months.agency_id,
    months.employee_id as subject_id,
    months.scope_id,
    months.rule_date,
    months.aspect,
    months.measure,
    cast(months.done as hugeint) as numerator,
    cast(
        case
            when months.target_kind = 'workday' then months.target_e4 * greatest(attendance.due_days, 1)
            else months.target_e4
        end as hugeint
    ) * months.done_scale as denominator,
    'share' as scale,
    case when months.measure = 'activity_minutes' then 'menit' else 'kuantitas' end as unit,
    months.evidence_count
from months
inner join {{ ref('int_attendance') }} as attendance
    on months.agency_id = attendance.agency_id and months.employee_id = attendance.employee_id
