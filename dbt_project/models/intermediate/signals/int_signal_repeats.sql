-- grain: one row per unit and text that came in again and again in the month
with rule as (
    select complaints
    from {{ source('input', 'signal_rules') }}
    where kind = 'pengaduan_ganda'
)

select
    complaints.agency_id,
    complaints.unit_id,
    complaints.same_as,
    arg_min(
        'pengaduan ' || complaints.complaint_id,
        (complaints.received_at, complaints.register, complaints.complaint_id)
    ) as subject,
    count(*) as measured,
    any_value(rule.complaints) as threshold,
    count(*) as occurrences,
    min(complaints.received_at) as first_at,
    max(complaints.received_at) as last_at,
    list(concat_ws(':', complaints.file_no, complaints.row_no) order by complaints.file_no, complaints.row_no)
        as places
from {{ ref('stg_complaints') }} as complaints
cross join rule
where complaints.same_as is not null and not complaints.is_edge
group by complaints.agency_id, complaints.unit_id, complaints.same_as
having count(*) >= any_value(rule.complaints)
