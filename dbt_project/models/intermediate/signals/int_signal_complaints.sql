-- grain: one row per unit, category and day on which complaints came in like from one source
with rule as (
    select within_seconds, complaints
    from {{ source('input', 'signal_rules') }}
    where kind = 'pengaduan_beruntun'
),

counted as (
    select
        complaints.*,
        rule.complaints as threshold,
        count(*) over (
            partition by complaints.agency_id, complaints.unit_id, complaints.category
            order by epoch(complaints.received_at)
            range between rule.within_seconds preceding and current row
        ) as measured
    from {{ ref('stg_complaints') }} as complaints
    cross join rule
    where not complaints.is_edge
)

select
    agency_id,
    unit_id,
    category,
    cast(received_at as date) as received_on,
    max(measured) as measured,
    any_value(threshold) as threshold,
    count(*) as occurrences,
    min(received_at) as first_at,
    max(received_at) as last_at,
    list(concat_ws(':', file_no, row_no) order by file_no, row_no) as places
from counted
group by agency_id, unit_id, category, received_on
having max(measured) >= any_value(threshold)
