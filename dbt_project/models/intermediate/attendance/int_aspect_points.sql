-- grain: one row per employee and aspect that an event names as its own: points off that aspect
select
    agency_id,
    employee_id,
    aspect,
    cast(sum(points_e4) as bigint) as points_e4
from (
    select agency_id, employee_id, base, aspect, points_e4 from {{ ref('int_discipline_events') }}
    union all
    select agency_id, employee_id, base, aspect, points_e4 from {{ ref('int_recap_events') }}
)
where base = 'aspect' and aspect is not null
group by agency_id, employee_id, aspect
