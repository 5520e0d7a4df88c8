-- grain: one row per approved outage of the month and the days beside it
select
    agency_id,
    unit_id,
    outage_from,
    outage_to,
    concat_ws(', ', system, reason) as what,
    file_no,
    row_no
from {{ source('input', 'outage') }}
where approved_by is not null
