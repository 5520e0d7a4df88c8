-- grain: one row per employee, measure taken from attendance and, where events name one, aspect
select
    agency_id,
    employee_id as subject_id,
    cast(null as varchar) as aspect,
    'discipline_points' as measure,
    cast(points_e4 as hugeint) as numerator,
    cast(10000 as hugeint) as denominator,
    'remainder' as scale,
    'poin' as unit,
    due_days as evidence_count,
    is_assumed
from {{ ref('int_attendance') }}
where evidence <> 'none'

union all

select
    agency_id,
    employee_id,
    null,
    'recap_deduction',
    deduction_points_e4,
    10000,
    'remainder',
    'poin',
    workday_count,
    false
from {{ ref('stg_attendance_recaps') }}
where deduction_points_e4 is not null

union all

select
    agency_id,
    employee_id,
    null,
    'attendance_rate',
    present_days + credited_days,
    due_days + credited_days,
    'share',
    'hari',
    due_days,
    is_assumed
from {{ ref('int_attendance') }}
where evidence <> 'none' and due_days + credited_days > 0
