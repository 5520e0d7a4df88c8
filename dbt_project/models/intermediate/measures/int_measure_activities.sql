-- grain: one row per employee and measure taken from the activity log, against the target of the policy
with targets as (
    select
        settings.agency_id,
        settings.scope_id,
        settings.rule_date,
        rules.aspect,
        rules.measure,
        rules.target_kind,
        rules.target_e4,
        rules.day_max_e4
    from {{ ref('int_month_settings') }} as settings
    inner join {{ source('input', 'policy_measures') }} as rules on {{ in_force('rules') }}
    where rules.measure in ('activity_minutes', 'quantity_quality') and rules.target_e4 > 0
),

days as (
    select
        agency_id,
        employee_id,
        activity_date,
        sum(minutes) as minutes,
        sum(cast(quantity_e4 as hugeint) * coalesce(quality_e4, 1000000)) as quantity_quality_e8,
        count(*) as activity_count
    from {{ ref('stg_activities') }}
    where lower(approval_status) in ('disetujui', 'approved', 'setuju')
    group by agency_id, employee_id, activity_date
),

months as (
    select
        targets.agency_id,
        targets.aspect,
        targets.measure,
        days.employee_id,
        sum(
            case
                when targets.measure = 'activity_minutes'
                    then least(days.minutes * cast(10000 as hugeint), coalesce(targets.day_max_e4, 600000000))
                else days.quantity_quality_e8 // 1000000
            end
        ) as done_e4,
        any_value(targets.target_kind) as target_kind,
        any_value(targets.target_e4) as target_e4,
        sum(days.activity_count) as evidence_count
    from targets
    inner join {{ ref('int_employees') }} as employees
        on
            targets.agency_id = employees.agency_id
            and targets.scope_id = employees.scope_id
            and targets.rule_date = employees.rule_date
    inner join days
        on employees.agency_id = days.agency_id and employees.employee_id = days.employee_id
    group by targets.agency_id, targets.aspect, targets.measure, days.employee_id
)

select
    months.agency_id,
    months.employee_id as subject_id,
    months.aspect,
    months.measure,
    cast(months.done_e4 as hugeint) as numerator,
    cast(
        case
            when months.target_kind = 'workday' then months.target_e4 * greatest(attendance.due_days, 1)
            else months.target_e4
        end as hugeint
    ) as denominator,
    'share' as scale,
    case when months.measure = 'activity_minutes' then 'menit' else 'kuantitas' end as unit,
    months.evidence_count
from months
inner join {{ ref('int_attendance') }} as attendance
    on months.agency_id = attendance.agency_id and months.employee_id = attendance.employee_id
