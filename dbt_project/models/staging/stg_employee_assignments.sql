-- grain: one row per employee and assignment in the master that applies
select
    agency_id,
    employee_id,
    name,
    unit_id,
    unit_name,
    post_name,
    post_type,
    job_class,
    status as employment_status,
    assignment_from,
    assignment_to,
    coalesce(is_acting, false) as is_acting,
    acting_decision_no,
    status_from,
    duty_from,
    service_ended_on,
    service_end_reason,
    coalesce(is_not_entitled, false) as is_not_entitled,
    superior_id,
    file_no,
    row_no
from {{ source('input', 'employee_assignment') }}
