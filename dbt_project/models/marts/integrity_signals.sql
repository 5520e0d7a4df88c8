-- grain: one row per signal: a suspicion that a human decides on, never a cut or a hold
with told as (
    select
        signals.* exclude (unit_id, subject),
        months.month,
        keys.signal_key,
        coalesce(signals.unit_id, people.unit_id) as unit_id,
        coalesce(
            signals.subject,
            -- a pseudonym of this home and month: a list of all NIPs does not tell it
            'penilai ' || left(sha256(concat_ws(' ', signal_key, months.agency_id, signals.person_id)), 8)
        ) as subject
    from {{ ref('int_signals') }} as signals
    inner join {{ ref('int_months') }} as months on signals.agency_id = months.agency_id
    cross join {{ source('input', 'signal_key') }} as keys
    left join {{ ref('int_employees') }} as people
        on signals.agency_id = people.agency_id and signals.person_id = people.employee_id
)

select
    left(
        sha256(concat_ws(
            ' ', signal_key, agency_id, kind, subject, unit_id, array_to_string(employee_ids, ',')
        )),
        12
    ) as signal_id,
    agency_id,
    month,
    unit_id,
    kind,
    subject,
    cast(people as bigint) as people,
    first_at,
    last_at,
    cast(occurrences as bigint) as occurrences,
    cast(measured as bigint) as measured,
    cast(threshold as bigint) as threshold,
    array_to_string(employee_ids, ',') as employee_ids,
    array_to_string(list_slice(places, 1, 20), ' ') as evidence,
    left(sha256(concat_ws(' ', first_at, last_at, occurrences, measured)), 12) as evidence_key
from told
