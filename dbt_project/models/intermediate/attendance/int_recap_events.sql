-- grain: one row per employee with a recap, event that it counts (for minutes laid together all as one) and rule that it meets
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

-- how late or early someone was is not known: one minute is the least that it was
happened as (
    select
        agency_id, employee_id, scope_id, rule_date,
        'late' as event_kind, late_count as quantity, 1 as minutes
    from counted
    union all
    select agency_id, employee_id, scope_id, rule_date, 'early', early_count, 1 from counted
    union all
    select agency_id, employee_id, scope_id, rule_date, 'absent', absent_days, 0 from counted
),

numbered as (
    select
        * exclude (quantity),
        'event' as aggregate,
        unnest(range(1, quantity + 1)) as event_no
    from happened
    union all
    select * exclude (quantity, minutes), quantity, 'month', 1
    from happened
    where minutes > 0 and quantity > 0
)

select
    numbered.agency_id,
    numbered.employee_id,
    numbered.event_kind,
    numbered.event_no,
    rules.base,
    rules.rule_id,
    rules.ordinal,
    rules.aspect,
    numbered.event_kind <> 'absent' as is_assumed,
    cast(
        case
            when numbered.event_no <= rules.free_per_month then 0
            when rules.per_minutes is null then rules.points_e4
            when rules.per_rounding = 'started'
                then rules.points_e4 * ((numbered.minutes + rules.per_minutes - 1) // rules.per_minutes)
            else rules.points_e4 * (numbered.minutes // rules.per_minutes)
        end as bigint
    ) as points_e4
from numbered
{{ settings_of('numbered') }}
inner join {{ source('input', 'policy_event_points') }} as rules
    on
        {{ in_force('rules') }}
        and numbered.event_kind = rules.event_kind
        and numbered.aggregate = rules.aggregate
        and numbered.minutes between coalesce(rules.minutes_from, 0) and coalesce(rules.minutes_to, 99999)
