-- grain: one row per device whose middle person comes and leaves apart from the other devices', on several days
with rule as (
    select * from {{ source('input', 'signal_rules') }}
    where kind = 'jam_mesin_bergeser'
),

rostered as (
    select distinct agency_id, employee_id from {{ ref('stg_shifts') }}
),

own as (
    select
        punches.agency_id,
        punches.device,
        punches.employee_id,
        cast(punches.punch_at as date) as work_date,
        min(punches.punch_at) as arrived_at,
        max(punches.punch_at) as left_at,
        min(punches.file_no) as file_no
    from {{ ref('stg_punches') }} as punches
    left join rostered
        on punches.agency_id = rostered.agency_id and punches.employee_id = rostered.employee_id
    where rostered.employee_id is null and punches.device is not null and not punches.is_edge
    group by punches.agency_id, punches.device, punches.employee_id, work_date
),

-- whoever punched once says nothing of a whole day
middle as (
    select
        own.agency_id,
        own.device,
        own.work_date,
        quantile_disc(cast(epoch(own.arrived_at) as bigint), 0.5) as arrival,
        quantile_disc(cast(epoch(own.left_at) as bigint), 0.5) as departure,
        count(*) as people,
        min(own.file_no) as file_no
    from own
    where date_diff('hour', own.arrived_at, own.left_at) > 0
    group by own.agency_id, own.device, own.work_date
),

compared as (
    select
        middle.*,
        middle.arrival - quantile_disc(middle.arrival, 0.5) over office as arrival_shift,
        middle.departure - quantile_disc(middle.departure, 0.5) over office as departure_shift,
        count(*) over office as device_count
    from middle
    cross join rule
    where middle.people >= rule.people
    window office as (partition by middle.agency_id, middle.work_date)
)

select
    compared.agency_id,
    compared.device,
    count(*) as days,
    max(compared.people) as people,
    min(least(abs(compared.arrival_shift), abs(compared.departure_shift))) // 60 as measured,
    min(compared.work_date) as first_on,
    max(compared.work_date) as last_on,
    min(compared.file_no) as file_no
from compared
cross join rule
where
    compared.device_count >= rule.devices
    and sign(compared.arrival_shift) = sign(compared.departure_shift)
    and least(abs(compared.arrival_shift), abs(compared.departure_shift)) >= rule.within_seconds
group by compared.agency_id, compared.device
having count(*) >= any_value(rule.days)
