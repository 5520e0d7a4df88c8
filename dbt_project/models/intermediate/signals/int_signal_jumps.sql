-- grain: one row per file and device whose punches, in the order of the file, go back in time a few times
with rule as (
    select within_seconds, times from {{ source('input', 'signal_rules') }}
    where kind = 'jam_mesin_mundur'
),

steps as (
    select
        agency_id,
        device,
        file_no,
        row_no,
        punch_at,
        date_diff('second', punch_at, lag(punch_at) over dump) as back_seconds
    from {{ ref('stg_punches') }}
    where not is_edge
    window dump as (partition by agency_id, device, file_no order by row_no)
)

select
    steps.agency_id,
    coalesce(steps.device, '?') as device,
    steps.file_no,
    count(*) as occurrences,
    max(steps.back_seconds) // 60 as measured,
    min(steps.punch_at) as first_at,
    max(steps.punch_at) as last_at,
    list(concat_ws(':', steps.file_no, steps.row_no) order by steps.row_no) as places
from steps
cross join rule
where steps.back_seconds >= rule.within_seconds
group by steps.agency_id, steps.device, steps.file_no
having count(*) <= any_value(rule.times)
