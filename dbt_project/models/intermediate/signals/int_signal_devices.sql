-- grain: one row per employee and two machines between which nobody else switches so fast
with rule as (
    select within_seconds, times, neighbours
    from {{ source('input', 'signal_rules') }}
    where kind = 'dua_mesin_bersamaan'
),

steps as (
    select
        agency_id,
        employee_id,
        device,
        punch_at,
        file_no,
        row_no,
        lead(device) over own as next_device,
        lead(punch_at) over own as next_at
    from {{ ref('stg_punches') }}
    where device is not null and not is_edge
    window own as (partition by agency_id, employee_id order by punch_at, device)
),

switches as (
    select
        steps.agency_id,
        steps.employee_id,
        least(steps.device, steps.next_device) as one_device,
        greatest(steps.device, steps.next_device) as other_device,
        count(*) as measured,
        count(*) as occurrences,
        min(steps.punch_at) as first_at,
        max(steps.next_at) as last_at,
        list(concat_ws(':', steps.file_no, steps.row_no) order by steps.file_no, steps.row_no) as places
    from steps
    cross join rule
    where
        steps.device <> steps.next_device
        and date_diff('second', steps.punch_at, steps.next_at) <= rule.within_seconds
    group by steps.agency_id, steps.employee_id, one_device, other_device
)

select switches.*
from switches
cross join rule
qualify count(*) over (partition by switches.agency_id, switches.one_device, switches.other_device)
    < rule.neighbours
    and switches.measured >= rule.times
