-- grain: one row per subject and key that the next month starts from
with months as (select month, month_start from {{ source('input', 'run_month') }}),

counted as (
    select
        attendance.agency_id,
        attendance.employee_id as subject_id,
        attendance.absent_days + case
            when month(months.month_start) = 1 then 0
            else coalesce(state.value_e4 // 10000, opening.unexcused_days, 0)
        end as unexcused_days
    from {{ ref('int_attendance') }} as attendance
    cross join months
    left join {{ source('input', 'previous_month_state') }} as state
        on
            attendance.agency_id = state.agency_id
            and state.subject_kind = 'employee'
            and attendance.employee_id = state.subject_id
            and state.state_key = 'unexcused_days'
    left join {{ ref('stg_opening_balances') }} as opening
        on attendance.agency_id = opening.agency_id and attendance.employee_id = opening.employee_id
),

measured as (
    select
        agency_id,
        coalesce(subject_kind, 'employee') as subject_kind,
        case when subject_kind = 'unit' then unit_id else employee_id end as subject_id,
        'score:' || aspect || ':' || measure as state_key,
        any_value(key_text order by assignment_id) as value_text,
        any_value(score_e4 order by assignment_id) as value_e4,
        any_value(
            case
                when assumption like 'carry:%' then split_part(assumption, ':', 2)
                else (select month from months)
            end order by assignment_id
        ) as source_month
    from {{ ref('int_measure_scores') }}
    where score_e4 is not null and coalesce(assumption, '') <> 'unit'
    group by
        agency_id, coalesce(subject_kind, 'employee'),
        case when subject_kind = 'unit' then unit_id else employee_id end, aspect, measure
)

select
    counted.agency_id,
    months.month,
    'employee' as subject_kind,
    counted.subject_id,
    'unexcused_days' as state_key,
    cast(null as varchar) as value_text,
    cast(counted.unexcused_days * 10000 as bigint) as value_e4,
    months.month as source_month
from counted
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
