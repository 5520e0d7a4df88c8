-- grain: one row per employee with cases that count in the month
select
    agency_id,
    employee_id as subject_id,
    'case_timeliness' as measure,
    cast(count(*) filter (where is_in_time) as hugeint) as numerator,
    cast(count(*) as hugeint) as denominator,
    'share' as scale,
    'perkara' as unit,
    sum(task_count) as evidence_count
from {{ ref('int_case_outcomes') }}
group by agency_id, employee_id
