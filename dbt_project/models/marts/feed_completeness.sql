-- grain: one row per unit and feed that the month waits for: whom it covers, and until when it is due
with people as (
    select agency_id, month, unit_id, employee_id
    from {{ ref('monthly_incentives') }}
    where unit_id is not null
),

staff as (
    select agency_id, unit_id, count(*) as people
    from people
    group by agency_id, unit_id
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
where feeds.feed <> 'public_feedback'
group by people.agency_id, people.month, people.unit_id, feeds.feed, feeds.due_days, months.month_end

union all

-- answers and complaints are of the unit that owns the counter or the institution, whoever works there
select
    owed.agency_id,
    months.month,
    owed.unit_id,
    feeds.feed,
    coalesce(staff.people, 0),
    case when bool_or(owed.is_delivered) then coalesce(staff.people, 0) else 0 end,
    case
        when bool_and(owed.is_delivered) then 'lengkap'
        when bool_or(owed.is_delivered) then 'sebagian'
        else 'belum'
    end,
    months.month_end + cast(feeds.due_days as integer)
from {{ ref('int_feedback_due') }} as owed
inner join {{ ref('int_months') }} as months on owed.agency_id = months.agency_id
cross join {{ source('input', 'quality_feeds') }} as feeds
left join staff on owed.agency_id = staff.agency_id and owed.unit_id = staff.unit_id
where feeds.feed = 'public_feedback'
group by
    owed.agency_id, months.month, owed.unit_id, feeds.feed, feeds.due_days, months.month_end, staff.people
