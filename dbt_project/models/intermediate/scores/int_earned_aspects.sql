-- grain: one row per stretch and aspect that weighs in a component in which an amount is due
select distinct
    agency_id,
    employee_id,
    assignment_id,
    unit_id,
    scope_id,
    rule_date,
    aspect
from {{ ref('int_earned_weights') }}
