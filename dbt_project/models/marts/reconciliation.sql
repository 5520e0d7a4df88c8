-- grain: one row per person of the master that applies, or held before one could be read: on one list, with its reason
with posts as (
    select
        agency_id,
        employee_id,
        max_by(unit_id, assignment_from) as unit_id,
        max_by(name, assignment_from) as name,
        bool_and(is_not_entitled) as is_not_entitled,
        min(greatest(assignment_from, coalesce(duty_from, assignment_from))) as begins_on,
        max(coalesce(assignment_to, date '9999-12-31')) as ends_on,
        max(service_ended_on) as service_ended_on,
        lower(any_value(service_end_reason)) as service_end_reason
    from {{ ref('stg_employee_assignments') }}
    group by agency_id, employee_id
),

listed as (
    select
        agency_id,
        employee_id,
        any_value(unit_id) as unit_id,
        any_value(name) as name,
        bool_or(is_held) as is_held,
        any_value(hold_reason) as hold_reason,
        sum(incentive_amount) as incentive_amount,
        sum(sanction_amount) as sanction_amount,
        sum(deduction_amount) as deduction_amount,
        -- what was earned before anything was taken off
        sum(computed_amount - deduction_amount - sanction_amount - adjustment_amount) as earned_amount,
        sum(basic_amount) as basic_amount,
        count(*) as row_count
    from {{ ref('monthly_incentives') }}
    group by agency_id, employee_id
),

barred as (
    select
        employees.agency_id,
        employees.employee_id,
        employees.employment_status
    from {{ ref('int_employees') }} as employees
    inner join {{ source('input', 'policy_status_factors') }} as statuses
        on
            {{ in_force('statuses', 'employees') }}
            and employees.employment_status = statuses.employment_status
    where not statuses.is_entitled
),

away as (
    select agency_id, employee_id, max_by(leave_type, leave_date) as leave_type
    from {{ ref('int_leave_days') }}
    where not is_present
    group by agency_id, employee_id
),

unpaid as (
    select agency_id, employee_id, sum(scored_numerator + unscored_numerator) = 0 as has_no_paid_day
    from {{ ref('int_pay_days') }}
    group by agency_id, employee_id
),

everyone as (
    select agency_id, employee_id from posts
    union
    select agency_id, employee_id from listed
)

select
    everyone.agency_id,
    months.month,
    everyone.employee_id,
    coalesce(listed.name, posts.name) as name,
    coalesce(listed.unit_id, posts.unit_id) as unit_id,
    case
        when listed.is_held then 'ditahan'
        when listed.incentive_amount > 0 then 'dibayar'
        when listed.employee_id is not null and barred.employee_id is not null then 'tidak_berhak'
        when listed.sanction_amount < 0 or cuts.kept_after_sanction_e4 = 0 then 'sanksi'
        when listed.earned_amount = 0 and away.leave_type = 'tugas_belajar' then 'tugas_belajar'
        when listed.earned_amount = 0 and away.leave_type is not null then 'cuti'
        when listed.employee_id is not null then 'nol'
        when posts.is_not_entitled then 'tidak_berhak'
        when posts.service_ended_on <= months.month_end then 'berhenti'
        when posts.begins_on > months.month_end then 'belum_bertugas'
        when posts.ends_on < months.month_start then 'tanpa_jabatan'
        else 'tidak_terjelaskan'
    end as standing,
    case
        when listed.is_held then listed.hold_reason
        when listed.incentive_amount > 0 then null
        when barred.employment_status is not null then barred.employment_status
        when listed.sanction_amount < 0 or cuts.kept_after_sanction_e4 = 0 then 'sanksi'
        when listed.earned_amount = 0 and away.leave_type is not null then away.leave_type
        when coalesce(listed.basic_amount, 0) = 0 and listed.earned_amount = 0 then 'tanpa_nilai_jabatan'
        when listed.earned_amount = 0 and unpaid.has_no_paid_day then 'tanpa_hari_dibayar'
        when cuts.kept_at_threshold_e4 = 0 then 'ambang_kehadiran'
        when cuts.kept_after_deduction_e4 = 0 or listed.deduction_amount < 0 then 'habis_dipotong'
        when listed.earned_amount > 0 then 'habis_disesuaikan'
        when listed.employee_id is not null then 'capaian_nol'
        when posts.service_ended_on <= months.month_end then posts.service_end_reason
    end as reason,
    cast(coalesce(listed.row_count, 0) as bigint) as table_rows,
    cast(coalesce(listed.incentive_amount, 0) as bigint) as incentive_amount
from everyone
inner join {{ ref('int_months') }} as months on everyone.agency_id = months.agency_id
left join posts on everyone.agency_id = posts.agency_id and everyone.employee_id = posts.employee_id
left join listed on everyone.agency_id = listed.agency_id and everyone.employee_id = listed.employee_id
left join barred on everyone.agency_id = barred.agency_id and everyone.employee_id = barred.employee_id
left join away on everyone.agency_id = away.agency_id and everyone.employee_id = away.employee_id
left join unpaid on everyone.agency_id = unpaid.agency_id and everyone.employee_id = unpaid.employee_id
left join {{ ref('int_cuts') }} as cuts
    on everyone.agency_id = cuts.agency_id and everyone.employee_id = cuts.employee_id
