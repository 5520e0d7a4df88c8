-- grain: one row per agency: what its month looks like, beside the month before
with people as (
    select
        agency_id,
        count(*) as employees_master,
        count(*) filter (where incentive_amount > 0) as people_paid,
        count(*) filter (where is_held) as people_held,
        count(*) filter (where not is_held and computed_amount = 0) as people_zero,
        sum(computed_amount) as computed_amount_total,
        sum(incentive_amount) as incentive_amount_total
    from {{ ref('monthly_incentives') }}
    group by agency_id
),

silent as (
    select agency_id, count(*) filter (where evidence = 'none') as people_without_punch
    from {{ ref('int_attendance_sources') }}
    group by agency_id
),

files as (
    select
        agency_id,
        -- whom to tell and what payroll pays say nothing of how a month was worked
        count(distinct feed) filter (
            where outcome = 'parsed' and rows_accepted > 0
            and feed not in ('contacts', 'payroll_base', 'payroll_ack', 'repayments')
        ) as feeds_present,
        sum(rows_read - rows_other_month) as rows_read,
        sum(rows_quarantined) as rows_quarantined
    from {{ source('input', 'file_outcomes') }}
    group by agency_id
),

-- a date before the first month or after the delivery says nothing of this month
off_clock as (
    select agency_id, count(*) as row_count
    from {{ source('input', 'quarantined_rows') }}
    where reason_code = 'jam_perangkat'
    group by agency_id
)

select
    months.agency_id,
    months.month,
    cast(coalesce(people.employees_master, 0) as bigint) as employees_master,
    cast(coalesce(people.people_paid, 0) as bigint) as people_paid,
    cast(coalesce(people.people_held, 0) as bigint) as people_held,
    cast(coalesce(people.people_zero, 0) as bigint) as people_zero,
    cast(coalesce(silent.people_without_punch, 0) as bigint) as people_without_punch,
    cast(coalesce(people.computed_amount_total, 0) as bigint) as computed_amount_total,
    cast(coalesce(people.incentive_amount_total, 0) as bigint) as incentive_amount_total,
    cast(coalesce(people.incentive_amount_total // nullif(people.people_paid, 0), 0) as bigint)
        as mean_amount,
    cast(previous.incentive_amount_total as bigint) as previous_total,
    previous.employees_master as previous_people,
    previous.mean_amount as previous_mean,
    cast(coalesce(reach.punch_count, 0) as bigint) as punch_count,
    cast(coalesce(reach.due_days, 0) as bigint) as due_days,
    cast(coalesce(reach.workdays_after_last_punch, 0) as bigint) as workdays_after_last_punch,
    previous.punch_count as previous_punch_count,
    previous.due_days as previous_due_days,
    cast(coalesce(files.feeds_present, 0) as bigint) as feeds_present,
    cast(coalesce(files.rows_read, 0) - coalesce(off_clock.row_count, 0) as bigint) as rows_read,
    cast(coalesce(files.rows_quarantined, 0) - coalesce(off_clock.row_count, 0) as bigint) as rows_quarantined
from {{ ref('int_months') }} as months
left join people on months.agency_id = people.agency_id
left join silent on months.agency_id = silent.agency_id
left join files on months.agency_id = files.agency_id
left join {{ ref('int_attendance_reach') }} as reach on months.agency_id = reach.agency_id
left join off_clock on months.agency_id = off_clock.agency_id
left join {{ source('input', 'previous_profile') }} as previous on months.agency_id = previous.agency_id
