-- grain: one row per unit and record type that units are compared with their own months by: the rows of this month
with staff as (
    select agency_id, unit_id, count(*) as people
    from {{ ref('int_employees') }}
    where unit_id is not null
    group by agency_id, unit_id
),

-- punches of whom no recap speaks for, on days that neither leave nor an approved outage explains
punched as (
    select
        days.agency_id,
        days.unit_id,
        sum(days.punch_count) as row_count,
        count(*) as basis_count
    from {{ ref('int_attendance_days') }} as days
    inner join {{ ref('int_attendance_sources') }} as sources
        on days.agency_id = sources.agency_id and days.employee_id = sources.employee_id
    where
        sources.evidence in ('punch', 'none')
        and days.day_status not in ('leave', 'outage')
        and days.leave_type is null
    group by days.agency_id, days.unit_id
),

of_people as (
    select agency_id, employee_id, 'attendance_recap' as record_type from {{ ref('stg_attendance_recaps') }}
    union all
    select agency_id, employee_id, 'rating' from {{ ref('stg_ratings') }}
    union all
    select agency_id, employee_id, 'activity' from {{ ref('stg_activities') }}
    union all
    select agency_id, employee_id, 'case_task' from {{ ref('stg_case_tasks') }}
),

counted as (
    select agency_id, unit_id, 'punch' as record_type, row_count from punched
    union all
    select employees.agency_id, employees.unit_id, of_people.record_type, count(*)
    from of_people
    inner join {{ ref('int_employees') }} as employees
        on of_people.agency_id = employees.agency_id and of_people.employee_id = employees.employee_id
    group by employees.agency_id, employees.unit_id, of_people.record_type
    union all
    select answers.agency_id, answers.unit_id, 'survey_answer', count(*)
    from {{ ref('stg_survey_answers') }} as answers
    inner join {{ ref('int_months') }} as months
        on
            answers.agency_id = months.agency_id
            and answers.answered_on >= months.month_start
            and answers.answered_on <= months.month_end
    group by answers.agency_id, answers.unit_id
)

select
    staff.agency_id,
    months.month,
    staff.unit_id,
    rules.record_type,
    cast(coalesce(counted.row_count, 0) as bigint) as row_count,
    case rules.basis
        when 'due_days' then coalesce(punched.basis_count, 0)
        when 'people' then staff.people
        else 1
    end as basis_count,
    staff.people
from staff
inner join {{ ref('int_months') }} as months on staff.agency_id = months.agency_id
cross join {{ source('input', 'quality_history') }} as rules
left join counted
    on
        staff.agency_id = counted.agency_id
        and staff.unit_id = counted.unit_id
        and rules.record_type = counted.record_type
left join punched on staff.agency_id = punched.agency_id and staff.unit_id = punched.unit_id
