-- grain: one row per unit, record type and month: the month's own and the earlier ones that units are compared with
select
    agency_id,
    month,
    unit_id,
    record_type,
    month as for_month,
    row_count,
    basis_count,
    people
from {{ ref('int_unit_rows') }}

union all

select
    previous.agency_id,
    months.month,
    previous.unit_id,
    previous.record_type,
    previous.for_month,
    previous.row_count,
    previous.basis_count,
    previous.people
from {{ source('input', 'previous_unit_profile') }} as previous
inner join {{ ref('int_months') }} as months on previous.agency_id = months.agency_id
inner join {{ source('input', 'quality_history') }} as rules
    on
        previous.record_type = rules.record_type
        and previous.for_month
        > strftime(months.month_start - to_months(cast(rules.keep_months as integer)), '%Y-%m')
