-- grain: one row per device and two people who punch within seconds of each other on many days
with rule as (
    select within_seconds, days from {{ source('input', 'signal_rules') }}
    where kind = 'presensi_beruntun'
),

-- a queue is one line at a machine: who stands next, and the two behind
queue as (
    select
        agency_id,
        device,
        employee_id,
        punch_at,
        file_no,
        row_no,
        unnest([
            lead((employee_id, punch_at), 1) over (line),
            lead((employee_id, punch_at), 2) over (line),
            lead((employee_id, punch_at), 3) over (line)
        ]) as behind
    from {{ ref('stg_punches') }}
    where not is_edge
    window line as (partition by agency_id, device, file_no order by punch_at, employee_id, row_no)
),

met as (
    select
        queue.agency_id,
        coalesce(queue.device, '?') as device,
        least(queue.employee_id, queue.behind[1]) as first_id,
        greatest(queue.employee_id, queue.behind[1]) as second_id,
        queue.punch_at,
        queue.file_no,
        queue.row_no,
        rule.days
    from queue
    cross join rule
    where
        queue.employee_id <> queue.behind[1]
        and date_diff('second', queue.punch_at, queue.behind[2]) <= rule.within_seconds
)

select
    met.agency_id,
    met.device,
    met.first_id,
    met.second_id,
    count(distinct cast(met.punch_at as date)) as measured,
    count(*) as occurrences,
    min(met.punch_at) as first_at,
    max(met.punch_at) as last_at,
    min(met.file_no) as file_no,
    list(concat_ws(':', met.file_no, met.row_no) order by met.file_no, met.row_no) as places
from met
group by met.agency_id, met.device, met.first_id, met.second_id
having count(distinct cast(met.punch_at as date)) >= any_value(met.days)
