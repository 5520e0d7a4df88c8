-- grain: one row per signal of the month, before it has its id
with uniform as (
    select people as least_people from {{ source('input', 'signal_rules') }}
    where kind = 'penilai_seragam'
),

apart as (
    select people as least_people, difference as least_difference from {{ source('input', 'signal_rules') }}
    where kind = 'penilai_menyimpang'
),

above as (
    select agency_id, device, second_id, min(first_id) as first_id
    from {{ ref('int_signal_pairs') }}
    group by agency_id, device, second_id
),

pairs as (
    select
        pairs.*,
        coalesce(above.first_id, pairs.first_id) as root_id
    from {{ ref('int_signal_pairs') }} as pairs
    left join above
        on
            pairs.agency_id = above.agency_id
            and pairs.device = above.device
            and pairs.first_id = above.second_id
),

groups as (
    select
        agency_id,
        device,
        root_id,
        list_sort(list_distinct(list(first_id) || list(second_id))) as employee_ids,
        max(measured) as measured,
        sum(occurrences) as occurrences,
        min(first_at) as first_at,
        max(last_at) as last_at,
        list_sort(list_distinct(flatten(list(places)))) as places
    from pairs
    group by agency_id, device, root_id
)

select
    groups.agency_id, 'presensi_beruntun' as kind, groups.root_id as person_id,
    cast(null as varchar) as unit_id, 'mesin ' || groups.device as subject,
    len(groups.employee_ids) as people, groups.employee_ids, groups.measured, rules.days as threshold,
    groups.occurrences, groups.first_at, groups.last_at, groups.places
from groups
cross join {{ source('input', 'signal_rules') }} as rules
where rules.kind = 'presensi_beruntun'

union all

select
    devices.agency_id, rules.kind, devices.employee_id, null,
    'mesin ' || devices.one_device || ' dan ' || devices.other_device,
    1, [devices.employee_id], devices.measured, rules.times, devices.occurrences, devices.first_at,
    devices.last_at, devices.places
from {{ ref('int_signal_devices') }} as devices
cross join {{ source('input', 'signal_rules') }} as rules
where rules.kind = 'dua_mesin_bersamaan'

union all

select
    agency_id, kind, employee_id, null, coalesce('tempat ' || place, 'telepon pegawai'), people, employee_ids,
    measured, threshold, occurrences, first_at, last_at, places
from {{ ref('int_signal_phones') }}

union all

select
    clocks.agency_id, rules.kind, null, null, 'mesin ' || clocks.device, clocks.people, null, clocks.measured,
    rules.within_seconds // 60, clocks.days, cast(clocks.first_on as timestamp),
    cast(clocks.last_on as timestamp), [cast(clocks.file_no as varchar)]
from {{ ref('int_signal_clocks') }} as clocks
cross join {{ source('input', 'signal_rules') }} as rules
where rules.kind = 'jam_mesin_bergeser'

union all

select
    jumps.agency_id, rules.kind, null, null, 'mesin ' || jumps.device, 0, null, jumps.measured,
    rules.within_seconds // 60, jumps.occurrences, jumps.first_at, jumps.last_at, jumps.places
from {{ ref('int_signal_jumps') }} as jumps
cross join {{ source('input', 'signal_rules') }} as rules
where rules.kind = 'jam_mesin_mundur'

union all

select
    raters.agency_id, 'penilai_seragam', raters.rater_id, null, null, raters.people, null, raters.measured,
    uniform.least_people, raters.occurrences, null, null, raters.places
from {{ ref('int_signal_raters') }} as raters
cross join uniform
where raters.wordings = 1 and raters.people >= uniform.least_people

union all

select
    raters.agency_id, 'penilai_menyimpang', raters.rater_id, null, null, raters.compared_people, null,
    abs(raters.difference), apart.least_difference, raters.occurrences, null, null, raters.places
from {{ ref('int_signal_raters') }} as raters
cross join apart
where abs(raters.difference) >= apart.least_difference and raters.compared_people >= apart.least_people

union all

select
    agency_id, kind, null, unit_id, 'loket unit ini pada ' || strftime(answered_on, '%Y-%m-%d'), 0, null,
    measured, threshold, occurrences, cast(answered_on as timestamp), cast(answered_on as timestamp), places
from {{ ref('int_signal_surveys') }}

union all

select
    agency_id, 'pengaduan_beruntun', null, unit_id,
    coalesce(category, 'tanpa kategori') || ' pada ' || strftime(received_on, '%Y-%m-%d'), 0, null,
    measured, threshold, occurrences, first_at, last_at, places
from {{ ref('int_signal_complaints') }}

union all

select
    agency_id, 'pengaduan_ganda', null, unit_id, subject, 0, null,
    measured, threshold, occurrences, first_at, last_at, places
from {{ ref('int_signal_repeats') }}
