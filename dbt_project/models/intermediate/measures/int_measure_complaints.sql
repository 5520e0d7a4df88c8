-- grain: one row per unit with complaints that count and whose deadline falls in the month
select
    agency_id,
    unit_id as subject_id,
    'complaint_timeliness' as measure,
    cast(count(*) filter (where is_in_time) as hugeint) as numerator,
    cast(count(*) as hugeint) as denominator,
    'share' as scale,
    'pengaduan' as unit,
    count(*) as evidence_count
from {{ ref('int_complaint_outcomes') }}
where not_counted is null
group by agency_id, unit_id
