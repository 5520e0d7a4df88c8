-- grain: one row per unit and feed that the month waits for: whom it covers, and until when it is due
with people as (
    select agency_id, month, unit_id, employee_id
    from {{ ref('monthly_incentives') }}
    where unit_id is not null
),

covered as (
    select agency_id, employee_id, 'employees' as feed from {{ ref('int_employees') }}
    union
    select agency_id, employee_id, 'attendance'
    from {{ ref('int_attendance_sources') }}
    where evidence <> 'none'
    union
    select agency_id, employee_id, 'task_completion' from {{ ref('stg_ratings') }}
    union
    select agency_id, employee_id, 'task_completion' from {{ ref('stg_activities') }}
    union
    select agency_id, employee_id, 'task_completion' from {{ ref('stg_case_tasks') }}
)

select
    people.agency_id,
    people.month,
    people.unit_id,
    feeds.feed,
    count(*) as people,
    count(covered.employee_id) as people_covered,
    case
        when count(covered.employee_id) = count(*) then 'lengkap'
        when count(covered.employee_id) > 0 then 'sebagian'
        else 'belum'
    end as status,
    months.month_end + cast(feeds.due_days as integer) as due_on
from people
inner join {{ ref('int_months') }} as months on people.agency_id = months.agency_id
cross join {{ source('input', 'quality_feeds') }} as feeds
left join covered
    on
        people.agency_id = covered.agency_id
        and people.employee_id = covered.employee_id
        and feeds.feed = covered.feed
group by people.agency_id, people.month, people.unit_id, feeds.feed, feeds.due_days, months.month_end
