-- grain: one row per employee and reason of the person's own to hold the pay, cleared or not
select agency_id, employee_id, reason_code from {{ source('input', 'person_hold') }}
union
select agency_id, employee_id, 'tanpa_bukti_kehadiran'
from {{ ref('int_attendance_sources') }}
where evidence = 'none'
union
select agency_id, employee_id, 'indikator_belum_ada:' || aspect
from {{ ref('int_aspect_scores') }}
where is_held
union
select agency_id, employee_id, 'cuti_tanpa_aturan'
from {{ ref('int_pay_days') }}
where has_unruled_leave
union
select agency_id, employee_id, 'tanpa_kelas_atau_nilai_jabatan'
from {{ ref('int_unpriced_posts') }}
union
select employees.agency_id, employees.employee_id, 'tanpa_aturan_penilaian'
from {{ ref('int_employees') }} as employees
left join {{ ref('int_earnings') }} as earnings
    on
        employees.agency_id = earnings.agency_id
        and employees.employee_id = earnings.employee_id
        and employees.assignment_id = earnings.assignment_id
where earnings.employee_id is null
union
select basis.agency_id, basis.employee_id, 'semua_indikator_kosong'
from {{ ref('int_basis') }} as basis
left join {{ ref('int_rates') }} as rates
    on
        basis.agency_id = rates.agency_id
        and basis.employee_id = rates.employee_id
        and basis.assignment_id = rates.assignment_id
        and basis.component = rates.component
where rates.employee_id is null and basis.basis_numerator <> 0
union
select obligations.agency_id, obligations.employee_id, 'ditunda:' || obligations.obligation
from {{ ref('stg_obligations') }} as obligations
inner join {{ ref('int_employees') }} as employees
    on obligations.agency_id = employees.agency_id and obligations.employee_id = employees.employee_id
{{ settings_of('employees') }}
inner join {{ ref('int_months') }} as months on obligations.agency_id = months.agency_id
inner join {{ source('input', 'policy_obligations') }} as rules
    on {{ in_force('rules') }} and lower(obligations.obligation) = lower(rules.obligation)
where
    obligations.due_on + cast(coalesce(rules.grace_days, 0) as integer) <= months.month_end
    and coalesce(obligations.fulfilled_on > months.month_end, true)
union
select excess.agency_id, excess.employee_id, 'pagu_terlampaui'
from {{ ref('int_budget_excess') }} as excess
{{ settings_of('excess') }}
where settings.budget_over_ceiling = 'hold'
union
select agency_id, employee_id, 'dua_jabatan_definitif'
from {{ ref('int_overlapping_posts') }}
union
select agency_id, employee_id, 'presensi_mesin_terputus:' || device
from {{ ref('int_cut_people') }}
