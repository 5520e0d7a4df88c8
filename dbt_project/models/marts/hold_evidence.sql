-- grain: one row per employee or unit and reason to hold, cleared or not: what a clearing is tied to
select
    evidence.agency_id,
    months.month,
    evidence.finding_id,
    evidence.unit_id,
    evidence.employee_id,
    evidence.reason_code,
    evidence.seen,
    evidence.is_cleared
from {{ ref('int_hold_evidence') }} as evidence
inner join {{ ref('int_months') }} as months on evidence.agency_id = months.agency_id
