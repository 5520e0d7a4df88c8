-- grain: one row per employee with a recap and kind of event that it counts
with counted as (
    select
        recaps.agency_id,
        recaps.employee_id,
        employees.scope_id,
        employees.rule_date,
        recaps.late_count,
        recaps.early_count,
        recaps.absent_days
    from {{ ref('stg_attendance_recaps') }} as recaps
    inner join {{ ref('int_attendance_sources') }} as sources
        on recaps.agency_id = sources.agency_id and recaps.employee_id = sources.employee_id
    inner join {{ ref('int_employees') }} as employees
        on recaps.agency_id = employees.agency_id and recaps.employee_id = employees.employee_id
    where sources.evidence = 'recap' and recaps.deduction_points_e4 is null
),

happened as (
    select agency_id, employee_id, scope_id, rule_date, 'late' as event_kind, late_count as quantity
    from counted
    union all
    select agency_id, employee_id, scope_id, rule_date, 'early', early_count from counted
    union all
    select agency_id, employee_id, scope_id, rule_date, 'absent', absent_days from counted
)

select
    happened.agency_id,
    happened.employee_id,
    happened.event_kind,
    happened.quantity,
    rules.base,
    rules.rule_id,
    rules.ordinal,
    rules.aspect,
    happened.event_kind <> 'absent' as is_assumed,
    cast(happened.quantity * rules.points_e4 as bigint) as points_e4
from happened
{{ settings_of('happened') }}
inner join {{ source('input', 'policy_event_points') }} as rules
    on {{ in_force('rules') }} and happened.event_kind = rules.event_kind
where happened.quantity > 0
qualify row_number() over (
        partition by happened.agency_id, happened.employee_id, happened.event_kind, rules.base
        order by coalesce(rules.minutes_from, 0)
    ) = 1
