-- grain: one row per employee and earlier month that is not settled: more due, more paid, or something paid back
with parts as (
    select
        agency_id,
        employee_id,
        for_month,
        sum(greatest(due_amount - paid_amount, 0)) as plus_amount,
        sum(greatest(paid_amount - due_amount, 0)) as minus_amount,
        0 as repaid_amount
    from {{ ref('int_line_differences') }}
    group by agency_id, employee_id, for_month
    union all
    select agency_id, employee_id, for_month, 0, 0, sum(repaid_amount)
    from {{ ref('stg_repayments') }}
    semi join {{ source('input', 'correction_scope') }} as scope
        on stg_repayments.agency_id = scope.agency_id and scope.is_open
    semi join {{ source('input', 'paid_people') }} as released
        on stg_repayments.agency_id = released.agency_id and stg_repayments.for_month = released.release_month
    group by agency_id, employee_id, for_month
),

claims as (
    select
        agency_id,
        employee_id,
        for_month,
        cast(sum(plus_amount) as bigint) as plus_amount,
        cast(sum(minus_amount) as bigint) as minus_amount,
        cast(sum(repaid_amount) as bigint) as repaid_amount
    from parts
    group by agency_id, employee_id, for_month
),

-- who is held in this month too would be paid no line of it
held as (select distinct agency_id, employee_id from {{ ref('int_holds') }})

select
    claims.*,
    greatest(claims.minus_amount - claims.repaid_amount, 0) as debt_amount,
    claims.plus_amount - greatest(claims.minus_amount - claims.repaid_amount, 0) as net_amount,
    -- what was paid back beyond the debt is for a human to give back
    greatest(claims.repaid_amount - claims.minus_amount, 0) as excess_amount,
    case
        when coalesce(due.is_held, false) or held.employee_id is not null then 'ditahan'
        when substr(claims.for_month, 1, 4) <> substr(months.month, 1, 4) then 'tahun_anggaran_lain'
        when employees.employee_id is null then 'tidak_lagi_bertugas'
    end as waits_for
from claims
cross join {{ source('input', 'run_month') }} as months
left join {{ source('input', 'due_people') }} as due
    on
        claims.agency_id = due.agency_id
        and claims.employee_id = due.employee_id
        and claims.for_month = due.for_month
left join {{ ref('int_employees') }} as employees
    on claims.agency_id = employees.agency_id and claims.employee_id = employees.employee_id
left join held on claims.agency_id = held.agency_id and claims.employee_id = held.employee_id
