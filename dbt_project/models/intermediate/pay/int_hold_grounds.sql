-- grain: one row per employee and reason to hold that rests on more than its own words: what it rests on
select
    agency_id,
    employee_id,
    reason_code,
    string_agg(concat_ws(' ', record_type, content), chr(31) order by record_type, content) as ground
from {{ source('input', 'quarantined_rows') }}
where employee_id is not null
group by agency_id, employee_id, reason_code
union all
select
    agency_id,
    employee_id,
    'tanpa_bukti_kehadiran',
    concat_ws(' ', count(*), min(work_date), max(work_date))
from {{ ref('int_attendance_days') }}
where leave_type is null
group by agency_id, employee_id
union all
select
    agency_id,
    employee_id,
    'indikator_belum_ada:' || aspect,
    string_agg(distinct measure, ' ' order by measure)
from {{ ref('int_measure_scores') }}
where score_e4 is null
group by agency_id, employee_id, aspect
union all
select
    agency_id,
    employee_id,
    'cuti_tanpa_aturan',
    string_agg(
        concat_ws(' ', leave_type, leave_from, leave_to, child_no), chr(31)
        order by leave_from, leave_to, leave_type, child_no
    )
from {{ ref('stg_leaves') }}
group by agency_id, employee_id
union all
select
    agency_id,
    employee_id,
    'ditunda:' || obligation,
    string_agg(concat_ws(' ', due_on, fulfilled_on), chr(31) order by due_on, fulfilled_on)
from {{ ref('stg_obligations') }}
group by agency_id, employee_id, obligation
union all
select
    agency_id,
    employee_id,
    'pagu_terlampaui',
    concat_ws(' ', unit_amount, ceiling_amount)
from {{ ref('int_budget_excess') }}
union all
select
    agency_id,
    employee_id,
    'presensi_mesin_terputus:' || device,
    concat_ws(' ', last_punch_on, silent_days)
from {{ ref('int_cut_people') }}
