-- grain: one row per employee and due day that an approved outage touches, with what of the day it excuses
with musters as (
    select
        agency_id,
        pattern_id,
        date,
        min(coalesce(starts_minute, ends_minute)) as starts_minute,
        max(ends_minute) as ends_minute
    from {{ source('input', 'policy_special_days') }}
    where ends_minute is not null
    group by agency_id, pattern_id, date
),

struck as (
    select outages.* exclude (unit_id), below.unit_id
    from {{ ref('stg_outages') }} as outages
    inner join {{ ref('int_unit_ancestors') }} as below
        on outages.agency_id = below.agency_id and outages.unit_id = below.ancestor_id
),

touched as (
    select
        due.agency_id,
        due.employee_id,
        due.work_date,
        struck.outage_from,
        struck.outage_to,
        struck.what,
        struck.file_no,
        struck.row_no,
        due.starts_at,
        due.ends_at,
        greatest(coalesce(punches.arrived_at, due.midpoint_at), due.starts_at) as arrival_until,
        least(coalesce(punches.left_at, due.midpoint_at), due.ends_at) as departure_since,
        due.work_date + to_minutes(musters.starts_minute) as muster_from,
        due.work_date + to_minutes(musters.ends_minute) as muster_to
    from {{ ref('int_workdays') }} as due
    inner join struck
        on
            due.agency_id = struck.agency_id
            and due.unit_id = struck.unit_id
            and due.ends_at >= struck.outage_from
            and due.work_date <= struck.outage_to
    left join {{ ref('int_day_punches') }} as punches
        on
            due.agency_id = punches.agency_id
            and due.employee_id = punches.employee_id
            and due.work_date = punches.work_date
    left join musters
        on
            due.agency_id = musters.agency_id
            and due.pattern_id = musters.pattern_id
            and due.work_date = musters.date
)

select
    agency_id,
    employee_id,
    work_date,
    bool_or(outage_from <= arrival_until and outage_to >= starts_at) as is_arrival_excused,
    bool_or(outage_from <= ends_at and outage_to >= departure_since) as is_departure_excused,
    bool_or(
        starts_at between outage_from and outage_to or ends_at between outage_from and outage_to
    ) as is_absence_excused,
    bool_or(
        (outage_from <= arrival_until and outage_to >= starts_at)
        or coalesce(outage_from <= muster_to and outage_to >= muster_from, false)
    ) as is_muster_excused,
    arg_min(what, outage_from) as what,
    arg_min(file_no, outage_from) as file_no,
    arg_min(row_no, outage_from) as row_no
from touched
group by agency_id, employee_id, work_date
