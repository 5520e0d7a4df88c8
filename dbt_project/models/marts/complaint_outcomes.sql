-- grain: one row per complaint whose deadline falls in the month
select
    outcomes.agency_id,
    months.month,
    outcomes.unit_id,
    outcomes.register,
    outcomes.complaint_id,
    outcomes.received_at,
    outcomes.due_on,
    outcomes.answered_at,
    outcomes.is_in_time,
    outcomes.not_counted,
    outcomes.file_no,
    outcomes.row_no
from {{ ref('int_complaint_outcomes') }} as outcomes
inner join {{ ref('int_months') }} as months on outcomes.agency_id = months.agency_id
