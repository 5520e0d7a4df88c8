-- grain: one row per employee and reason for which the person's pay is held: none that a named human cleared
with reasons as (
    select
        *,
        {{ finding_id(
            'agency_id', "''", "''", "split_part(reason_code, ':', 1)",
            "substr(reason_code, length(split_part(reason_code, ':', 1)) + 2)", 'employee_id'
        ) }} as finding_id
    from {{ ref('int_hold_reasons') }}
)

select
    reasons.agency_id,
    reasons.employee_id,
    reasons.reason_code
from reasons
left join {{ source('input', 'cleared_hold') }} as cleared
    on reasons.agency_id = cleared.agency_id and reasons.finding_id = cleared.finding_id
where cleared.finding_id is null
