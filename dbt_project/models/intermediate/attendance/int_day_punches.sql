-- grain: one row per employee and due day with at least one punch: the first before and the last after its midpoint
with due as (select * from {{ ref('int_workdays') }}),

office as (
    select
        due.agency_id,
        due.employee_id,
        due.unit_id,
        due.work_date,
        min(punches.punch_at) filter (where punches.punch_at < due.midpoint_at) as arrived_at,
        max(punches.punch_at) filter (where punches.punch_at >= due.midpoint_at) as left_at,
        count(*) as punch_count
    from due
    inner join {{ ref('stg_punches') }} as punches
        on
            due.agency_id = punches.agency_id
            and due.employee_id = punches.employee_id
            and due.work_date = cast(punches.punch_at as date)
    where not due.is_shift
    group by due.agency_id, due.employee_id, due.unit_id, due.work_date
),

shifts as (
    select
        due.agency_id,
        due.employee_id,
        due.unit_id,
        due.work_date,
        min(punches.punch_at) filter (where punches.punch_at < due.midpoint_at) as arrived_at,
        max(punches.punch_at) filter (where punches.punch_at >= due.midpoint_at) as left_at,
        count(*) as punch_count
    from due
    {{ settings_of('due') }}
    inner join {{ ref('stg_punches') }} as punches
        on
            due.agency_id = punches.agency_id
            and due.employee_id = punches.employee_id
            and punches.punch_at between
            due.starts_at - to_minutes(settings.shift_reach_minutes)
            and due.ends_at + to_minutes(settings.shift_reach_minutes)
    where due.is_shift
    group by due.agency_id, due.employee_id, due.unit_id, due.work_date
)

select * from office
union all
select * from shifts
