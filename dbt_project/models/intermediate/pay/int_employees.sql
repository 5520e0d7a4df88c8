-- grain: one row per employee with a post in the month, as on its last day in service
select
    assignments.agency_id,
    assignments.employee_id,
    assignments.name,
    assignments.assignment_id,
    assignments.unit_id,
    assignments.scope_id,
    assignments.rule_date,
    assignments.pattern_id,
    assignments.post_name,
    assignments.post_type,
    assignments.job_class,
    assignments.grade,
    assignments.employment_status,
    min(assignments.starts_on) over person as starts_on,
    assignments.ends_on
from {{ ref('int_assignments') }} as assignments
where not assignments.is_acting or assignments.is_only_post
window person as (partition by assignments.agency_id, assignments.employee_id)
qualify row_number() over (
        partition by assignments.agency_id, assignments.employee_id
        order by assignments.ends_on desc, assignments.assignment_id desc
    ) = 1
