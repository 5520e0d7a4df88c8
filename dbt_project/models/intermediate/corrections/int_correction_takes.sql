-- grain: one row per employee and earlier month that this month may settle: how much is added and how much taken back
with own as (
    select agency_id, employee_id, cast(greatest(sum(amount), 0) as bigint) as own_amount
    from {{ ref('int_lines') }}
    group by agency_id, employee_id
),

-- the part of the month's own pay that may be taken
parts as (
    select
        claims.*,
        employees.assignment_id,
        coalesce(own.own_amount, 0) * coalesce(settings.recovery_max_pct_e4, 1000000) as part_numerator
    from {{ ref('int_correction_claims') }} as claims
    inner join {{ ref('int_employees') }} as employees
        on claims.agency_id = employees.agency_id and claims.employee_id = employees.employee_id
    {{ settings_of('employees') }}
    left join own on claims.agency_id = own.agency_id and claims.employee_id = own.employee_id
    where claims.waits_for is null
),

-- what other months add may be taken whole; the oldest debt goes first
rooms as (
    select
        *,
        {{ divide('part_numerator', '1000000', "'floor'") }} + sum(greatest(net_amount, 0)) over person
        - (sum(greatest(-net_amount, 0)) over (person order by for_month) - greatest(-net_amount, 0))
            as room_amount
    from parts
    window person as (partition by agency_id, employee_id)
),

taken as (
    select *, least(-net_amount, greatest(room_amount, 0)) as net_taken_amount
    from rooms
)

select
    agency_id,
    employee_id,
    assignment_id,
    for_month,
    cast(case when net_amount >= 0 or net_taken_amount > 0 then plus_amount else 0 end as bigint)
        as added_amount,
    cast(
        case
            when net_amount >= 0 then debt_amount
            when net_taken_amount > 0 then plus_amount + net_taken_amount
            else 0
        end as bigint
    ) as taken_amount
from taken
