-- grain: one row per unit and rule that holds its people until a human has looked, cleared or not
select
    agency_id,
    unit_id,
    'attendance' as feed,
    'presensi_unit_terputus' as rule_code,
    last_punch_on as subject,
    concat_ws(' ', people, silent_days) as ground
from {{ ref('int_cut_units') }}
union all
select
    agency_id,
    unit_id,
    feed,
    rule_code,
    '' as subject,
    concat_ws(' ', people, row_count, usual_count) as ground
from {{ ref('int_short_units') }}
where is_hold
