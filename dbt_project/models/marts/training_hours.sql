-- grain: one row per employee with a post in the month: lesson hours of the calendar year, up to the month's end
with finished as (
    select
        courses.agency_id,
        courses.employee_id,
        sum(courses.lesson_hours) as lesson_hours,
        count(*) as courses
    from {{ ref('stg_training') }} as courses
    cross join {{ source('input', 'run_month') }} as run_month
    where courses.ends_on between date_trunc('year', run_month.month_start) and run_month.month_end
    group by courses.agency_id, courses.employee_id
)

select
    employees.agency_id,
    run_month.month,
    employees.employee_id,
    employees.unit_id,
    cast(coalesce(finished.lesson_hours, 0) as bigint) as lesson_hours,
    cast(coalesce(finished.courses, 0) as bigint) as courses,
    cast(settings.training_hours as bigint) as target_hours,
    settings.training_rule_id as rule_id
from {{ ref('int_employees') }} as employees
cross join {{ source('input', 'run_month') }} as run_month
{{ settings_of('employees') }}
left join finished
    on employees.agency_id = finished.agency_id and employees.employee_id = finished.employee_id
