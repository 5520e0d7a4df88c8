-- grain: one row per suspicion from where a phone said it was: shared coordinates, or an employee's mock flag
with shared as (
    select people, days from {{ source('input', 'signal_rules') }}
    where kind = 'koordinat_sama'
),

mock as (
    select times from {{ source('input', 'signal_rules') }}
    where kind = 'lokasi_tiruan'
),

located as (
    select * from {{ ref('stg_punches') }}
    where latitude is not null and longitude is not null and not is_edge
)

select
    located.agency_id,
    'koordinat_sama' as kind,
    min(located.employee_id) as employee_id,
    left(sha256(concat_ws(' ', located.latitude, located.longitude)), 8) as place,
    count(distinct located.employee_id) as people,
    list_sort(list(distinct located.employee_id)) as employee_ids,
    count(distinct cast(located.punch_at as date)) as measured,
    shared.days as threshold,
    count(*) as occurrences,
    min(located.punch_at) as first_at,
    max(located.punch_at) as last_at,
    list(concat_ws(':', located.file_no, located.row_no) order by located.file_no, located.row_no) as places
from located
cross join shared
group by located.agency_id, located.latitude, located.longitude, shared.people, shared.days
having count(distinct located.employee_id) >= shared.people
    and count(distinct cast(located.punch_at as date)) >= shared.days

union all

select
    punches.agency_id,
    'lokasi_tiruan',
    punches.employee_id,
    null,
    1,
    [punches.employee_id],
    count(*),
    mock.times,
    count(*),
    min(punches.punch_at),
    max(punches.punch_at),
    list(concat_ws(':', punches.file_no, punches.row_no) order by punches.file_no, punches.row_no)
from {{ ref('stg_punches') }} as punches
cross join mock
where punches.is_mock and not punches.is_edge
group by punches.agency_id, punches.employee_id, mock.times
having count(*) >= mock.times
