-- grain: one row per employee or unit and reason to hold: its finding, what it rests on as a hash, cleared or not
with reasons as (
    select
        people.agency_id,
        cast(null as varchar) as unit_id,
        people.employee_id,
        people.reason_code,
        {{ finding_id(
            'people.agency_id', "''", "''", "split_part(people.reason_code, ':', 1)",
            "substr(people.reason_code, length(split_part(people.reason_code, ':', 1)) + 2)",
            'people.employee_id', 'keys.finding_key'
        ) }} as finding_id,
        keys.finding_key,
        grounds.ground
    from {{ ref('int_hold_reasons') }} as people
    cross join {{ source('input', 'signal_key') }} as keys
    left join {{ ref('int_hold_grounds') }} as grounds
        on
            people.agency_id = grounds.agency_id
            and people.employee_id = grounds.employee_id
            and people.reason_code = grounds.reason_code
    union all
    select
        units.agency_id,
        units.unit_id,
        null,
        units.rule_code,
        {{ finding_id(
            'units.agency_id', 'units.unit_id', 'units.feed', 'units.rule_code', 'units.subject', "''", "''"
        ) }},
        keys.finding_key,
        units.ground
    from {{ ref('int_unit_holds') }} as units
    cross join {{ source('input', 'signal_key') }} as keys
),

seen as (
    select
        * exclude (finding_key, ground),
        sha256(concat_ws(chr(31), finding_key, finding_id, coalesce(ground, ''))) as seen
    from reasons
)

select
    seen.agency_id,
    seen.unit_id,
    seen.employee_id,
    seen.reason_code,
    seen.finding_id,
    seen.seen,
    cleared.finding_id is not null as is_cleared
from seen
left join {{ source('input', 'cleared_hold') }} as cleared
    on
        seen.agency_id = cleared.agency_id
        and seen.finding_id = cleared.finding_id
        and seen.seen = cleared.seen
