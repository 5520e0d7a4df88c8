-- grain: one row per person rated, rater and month
select
    agency_id,
    employee_id,
    rater_id,
    rater_role,
    v1,
    v2,
    v3,
    v4,
    v5,
    v6,
    v7,
    file_no,
    row_no
from {{ source('input', 'rating_360') }}
where not is_edge
