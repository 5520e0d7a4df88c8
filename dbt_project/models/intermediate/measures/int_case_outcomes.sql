-- grain: one row per case and assignee that counts in the month
with cases as (
    select
        agency_id,
        employee_id,
        case_id,
        max(ended_at) as ended_at,
        max(planned_end_at) as planned_end_at,
        count(*) as task_count
    from {{ ref('stg_case_tasks') }}
    group by agency_id, employee_id, case_id
)

select
    cases.agency_id,
    cases.employee_id,
    cases.case_id,
    cases.ended_at,
    cases.planned_end_at,
    cases.task_count,
    coalesce(cases.ended_at <= cases.planned_end_at, false) as is_in_time
from cases
inner join {{ ref('int_months') }} as months on cases.agency_id = months.agency_id
where
    cases.planned_end_at is not null
    and cast(coalesce(cases.ended_at, cases.planned_end_at) as date)
    between months.month_start and coalesce(months.counted_until, months.month_end)
