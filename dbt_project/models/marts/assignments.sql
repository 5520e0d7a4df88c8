-- grain: one row per employee and stretch of the month with equal pay fields, definitive or acting
select
    posts.agency_id,
    months.month,
    posts.employee_id,
    posts.assignment_id,
    posts.is_acting,
    posts.is_only_post,
    posts.starts_on,
    posts.ends_on,
    posts.unit_id,
    posts.unit_name,
    posts.post_name,
    posts.post_type,
    cast(posts.job_class as bigint) as job_class,
    posts.employment_status,
    posts.acting_decision_no
from {{ ref('int_assignments') }} as posts
inner join {{ ref('int_months') }} as months on posts.agency_id = months.agency_id
