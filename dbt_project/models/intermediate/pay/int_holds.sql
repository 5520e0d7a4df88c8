-- grain: one row per employee and reason for which the person's pay is held: none that a named human cleared
select
    agency_id,
    employee_id,
    reason_code
from {{ ref('int_hold_evidence') }}
where employee_id is not null and not is_cleared
union all
select
    employees.agency_id,
    employees.employee_id,
    'unit_ditahan:' || units.reason_code
from {{ ref('int_employees') }} as employees
inner join {{ ref('int_hold_evidence') }} as units
    on employees.agency_id = units.agency_id and employees.unit_id = units.unit_id
where units.employee_id is null and not units.is_cleared
