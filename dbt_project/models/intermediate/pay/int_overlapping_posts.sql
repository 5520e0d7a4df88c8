-- grain: one row per employee whom the master gives two definitive posts on one day of the month
with posts as (
    select
        agency_id,
        employee_id,
        assignment_to,
        lead(assignment_from) over (partition by agency_id, employee_id order by assignment_from) as next_from
    from {{ ref('stg_employee_assignments') }}
    where not is_acting and not is_not_entitled
)

select distinct
    posts.agency_id,
    posts.employee_id
from posts
inner join {{ ref('int_months') }} as months
    on
        posts.agency_id = months.agency_id
        and posts.next_from <= months.month_end
        and posts.assignment_to >= months.month_start
where posts.assignment_to >= posts.next_from
