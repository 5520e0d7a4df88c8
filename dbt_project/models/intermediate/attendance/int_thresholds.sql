-- grain: one row per employee with evidence of attendance and threshold of the policy: what was measured, and whether it is crossed
with named_points as (
    select agency_id, employee_id, cast(sum(points_e4) as bigint) as points_e4
    from {{ ref('int_aspect_points') }}
    group by agency_id, employee_id
),

quantities as (
    unpivot (
        select
            attendance.agency_id,
            attendance.employee_id,
            cast(
                (attendance.present_days + attendance.credited_days + attendance.coming_credited_days) * 10000
                as bigint
            ) as present_days,
            cast(
                (attendance.present_days + attendance.credited_days + attendance.coming_credited_days) * 10000
                as bigint
            ) as worked_days,
            cast(attendance.absent_days * 10000 as bigint) as unexcused_days,
            cast(attendance.late_count * 10000 as bigint) as late_count,
            attendance.points_e4 + coalesce(named_points.points_e4, 0) as deduction_points
        from {{ ref('int_attendance') }} as attendance
        left join named_points
            on
                attendance.agency_id = named_points.agency_id
                and attendance.employee_id = named_points.employee_id
        where attendance.evidence <> 'none'
    )
    on present_days, worked_days, unexcused_days, late_count, deduction_points
    into name quantity value amount_e4
)

select
    quantities.agency_id,
    quantities.employee_id,
    employees.scope_id,
    employees.rule_date,
    rules.threshold_id,
    rules.quantity,
    rules.from_value,
    rules.below_value,
    quantities.amount_e4,
    (rules.from_value is null or quantities.amount_e4 >= rules.from_value * 10000)
    and (rules.below_value is null or quantities.amount_e4 < rules.below_value * 10000) as is_crossed,
    rules.aspect,
    rules.operation,
    rules.value_e4,
    rules.rule_id
from quantities
inner join {{ ref('int_employees') }} as employees
    on quantities.agency_id = employees.agency_id and quantities.employee_id = employees.employee_id
{{ settings_of('employees') }}
inner join {{ source('input', 'policy_thresholds') }} as rules
    on {{ in_force('rules') }} and quantities.quantity = rules.quantity
