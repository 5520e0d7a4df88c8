-- grain: one row per employee and threshold of the policy that the month crosses
with quantities as (
    unpivot (
        select
            agency_id,
            employee_id,
            cast((present_days + credited_days) * 10000 as bigint) as present_days,
            cast((present_days + credited_days) * 10000 as bigint) as worked_days,
            cast(absent_days * 10000 as bigint) as unexcused_days,
            cast(late_count * 10000 as bigint) as late_count,
            points_e4 as deduction_points
        from {{ ref('int_attendance') }}
        where evidence <> 'none'
    )
    on present_days, worked_days, unexcused_days, late_count, deduction_points
    into name quantity value amount_e4
)

select
    quantities.agency_id,
    quantities.employee_id,
    rules.threshold_id,
    rules.aspect,
    rules.operation,
    rules.value_e4,
    rules.rule_id
from quantities
inner join {{ ref('int_employees') }} as employees
    on quantities.agency_id = employees.agency_id and quantities.employee_id = employees.employee_id
{{ settings_of('employees') }}
inner join {{ source('input', 'policy_thresholds') }} as rules
    on
        {{ in_force('rules') }}
        and quantities.quantity = rules.quantity
        and (rules.from_value is null or quantities.amount_e4 >= rules.from_value * 10000)
        and (rules.below_value is null or quantities.amount_e4 < rules.below_value * 10000)
