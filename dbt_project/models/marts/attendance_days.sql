-- grain: one row per employee and day on which work was due
with costs as (
    select
        agency_id,
        employee_id,
        work_date,
        sum(points_e4) filter (where base = 'aspect') as points_e4,
        sum(points_e4) filter (where base = 'total') as total_pct_e4
    from {{ ref('int_discipline_events') }}
    group by agency_id, employee_id, work_date
)

select
    days.agency_id,
    months.month,
    days.employee_id,
    days.unit_id,
    days.work_date,
    days.starts_at,
    days.ends_at,
    days.arrived_at,
    days.left_at,
    days.day_status,
    days.leave_type,
    days.outage,
    days.outage_file_no,
    days.outage_row_no,
    cast(days.late_minutes as bigint) as late_minutes,
    cast(days.early_minutes as bigint) as early_minutes,
    cast(coalesce(costs.points_e4, 0) as bigint) as points_e4,
    cast(coalesce(costs.total_pct_e4, 0) as bigint) as total_pct_e4
from {{ ref('int_attendance_days') }} as days
inner join {{ ref('int_months') }} as months on days.agency_id = months.agency_id
left join costs
    on
        days.agency_id = costs.agency_id
        and days.employee_id = costs.employee_id
        and days.work_date = costs.work_date
