-- grain: one row per employee and earlier month of which this month leaves something payable or receivable
with corrected as (
    select agency_id, employee_id, for_month, sum(amount) as corrected_amount
    from {{ ref('int_correction_lines') }}
    group by agency_id, employee_id, for_month
),

names as (
    select
        agency_id,
        employee_id,
        any_value(name order by release_month desc, release_no desc) as name,
        any_value(unit_id order by release_month desc, release_no desc) as unit_id
    from {{ source('input', 'paid_people') }}
    group by agency_id, employee_id
),

owed as (
    select agency_id, employee_id, for_month, sum(amount) as owed_amount
    from {{ source('input', 'due_lines') }}
    group by agency_id, employee_id, for_month
),

paid as (
    select distinct agency_id, release_month as for_month, employee_id
    from {{ source('input', 'paid_people') }}
    where not is_held
),

released as (select distinct agency_id, release_month as for_month from {{ source('input', 'paid_people') }}),

unsettled as (
    select
        claims.agency_id,
        claims.employee_id,
        claims.for_month,
        case
            when claims.waits_for is not null then claims.waits_for
            when claims.excess_amount > 0 then 'setoran_lebih'
            else 'angsuran'
        end as reason,
        claims.plus_amount - claims.minus_amount + claims.repaid_amount
        - coalesce(corrected.corrected_amount, 0) as amount,
        claims.repaid_amount,
        coalesce(corrected.corrected_amount, 0) as corrected_amount
    from {{ ref('int_correction_claims') }} as claims
    left join corrected
        on
            claims.agency_id = corrected.agency_id
            and claims.employee_id = corrected.employee_id
            and claims.for_month = corrected.for_month
    union all
    -- never paid in a month that was released: by a susulan of that month
    select
        due.agency_id,
        due.employee_id,
        due.for_month,
        case when due.is_held then 'ditahan' else 'susulan' end,
        coalesce(owed.owed_amount, 0),
        0,
        0
    from {{ source('input', 'due_people') }} as due
    left join owed
        on
            due.agency_id = owed.agency_id
            and due.employee_id = owed.employee_id
            and due.for_month = owed.for_month
    inner join {{ source('input', 'correction_scope') }} as scope
        on due.agency_id = scope.agency_id and scope.is_open
    semi join released on due.agency_id = released.agency_id and due.for_month = released.for_month
    anti join paid
        on
            due.agency_id = paid.agency_id
            and due.employee_id = paid.employee_id
            and due.for_month = paid.for_month
)

select
    unsettled.agency_id,
    months.month,
    unsettled.employee_id,
    coalesce(names.name, due.name) as name,
    coalesce(due.unit_id, names.unit_id) as unit_id,
    unsettled.for_month,
    case when unsettled.amount > 0 then 'kekurangan' else 'kelebihan' end as outstanding_kind,
    unsettled.reason,
    cast(unsettled.amount as bigint) as amount,
    cast(unsettled.repaid_amount as bigint) as repaid_amount,
    cast(unsettled.corrected_amount as bigint) as corrected_amount
from unsettled
cross join {{ source('input', 'run_month') }} as months
left join names on unsettled.agency_id = names.agency_id and unsettled.employee_id = names.employee_id
left join {{ source('input', 'due_people') }} as due
    on
        unsettled.agency_id = due.agency_id
        and unsettled.employee_id = due.employee_id
        and unsettled.for_month = due.for_month
where unsettled.amount <> 0
union all
select
    paid.agency_id,
    paid.release_month,
    paid.employee_id,
    paid.name,
    paid.unit_id,
    paid.for_month,
    paid.outstanding_kind,
    paid.reason,
    paid.amount,
    paid.repaid_amount,
    paid.corrected_amount
from {{ source('input', 'paid_outstanding') }} as paid
inner join {{ source('input', 'correction_scope') }} as scope
    on paid.agency_id = scope.agency_id and not scope.is_open
