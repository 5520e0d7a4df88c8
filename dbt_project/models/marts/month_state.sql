-- grain: one row per subject and key that the next month starts from
with months as (select month, month_start from {{ source('input', 'run_month') }}),

measured as (
    select
        agency_id,
        subject_kind,
        subject_id,
        'score:' || aspect || ':' || measure as state_key,
        any_value(key_text order by rule_date desc, assignment_id desc) as value_text,
        any_value(score_e4 order by rule_date desc, assignment_id desc) as value_e4,
        any_value(
            case
                when assumption like 'carry:%' then split_part(assumption, ':', 2)
                else (select month from months)
            end order by rule_date desc, assignment_id desc
        ) as source_month
    from {{ ref('int_measure_scores') }}
    where score_e4 is not null and coalesce(assumption, '') <> 'unit'
    group by agency_id, subject_kind, subject_id, aspect, measure
),

-- a score that the month did not ask for is still the last one
unasked as (
    select earlier.*
    from {{ source('input', 'previous_month_state') }} as earlier
    left join measured
        on
            earlier.agency_id = measured.agency_id
            and earlier.subject_kind = measured.subject_kind
            and earlier.subject_id = measured.subject_id
            and earlier.state_key = measured.state_key
    where earlier.state_key like 'score:%' and measured.subject_id is null
)

select
    counted.agency_id,
    months.month,
    'employee' as subject_kind,
    counted.employee_id as subject_id,
    'unexcused_days' as state_key,
    cast(null as varchar) as value_text,
    cast(counted.unexcused_days * 10000 as bigint) as value_e4,
    months.month as source_month
from {{ ref('int_unexcused_days') }} as counted
cross join months
union all
select
    measured.agency_id,
    months.month,
    measured.subject_kind,
    measured.subject_id,
    measured.state_key,
    measured.value_text,
    cast(measured.value_e4 as bigint) as value_e4,
    measured.source_month
from measured
cross join months
union all
select
    unasked.agency_id,
    months.month,
    unasked.subject_kind,
    unasked.subject_id,
    unasked.state_key,
    unasked.value_text,
    unasked.value_e4,
    unasked.source_month
from unasked
cross join months
union all
select
    reviewed.agency_id,
    months.month,
    'employee' as subject_kind,
    reviewed.employee_id as subject_id,
    reviewed.state_key,
    reviewed.value_text,
    cast(reviewed.value_e4 as bigint) as value_e4,
    reviewed.source_month
from {{ ref('int_review_state') }} as reviewed
cross join months
