-- grain: one row per paid stretch of an employee's month, with the earning rule that fits it best
select
    posts.agency_id,
    posts.employee_id,
    posts.assignment_id,
    posts.unit_id,
    posts.scope_id,
    posts.rule_date,
    rules.earning_id,
    rules.rule_id
from {{ ref('int_assignments') }} as posts
{{ settings_of('posts') }}
inner join {{ ref('int_attendance') }} as attendance
    on posts.agency_id = attendance.agency_id and posts.employee_id = attendance.employee_id
left join {{ ref('stg_units') }} as units
    on posts.agency_id = units.agency_id and posts.unit_id = units.unit_id
inner join {{ source('input', 'policy_earnings') }} as rules
    on
        {{ in_force('rules') }}
        and (rules.post_type is null or rules.post_type = posts.post_type)
        and (rules.owns_service is null or rules.owns_service = coalesce(units.owns_service, false))
        and (rules.job_field is null or rules.job_field is not distinct from posts.job_field)
        and (rules.employment_status is null or rules.employment_status = posts.employment_status)
        and coalesce(
            posts.job_class between coalesce(rules.job_class_from, 0) and coalesce(rules.job_class_to, 99),
            rules.job_class_from is null and rules.job_class_to is null
        )
        and (
            rules.worked_days_below is null
            or (
                attendance.evidence <> 'none'
                and attendance.present_days + attendance.credited_days + attendance.coming_credited_days
                < rules.worked_days_below
            )
        )
left join {{ ref('int_unit_ancestors') }} as ancestors
    on
        posts.agency_id = ancestors.agency_id
        and posts.unit_id = ancestors.unit_id
        and rules.unit_id = ancestors.ancestor_id
where (not posts.is_acting or posts.is_only_post)
    and (rules.unit_id is null or ancestors.ancestor_id is not null)
qualify row_number() over (
        partition by posts.agency_id, posts.employee_id, posts.assignment_id
        order by rules.priority, rules.earning_id
    ) = 1
