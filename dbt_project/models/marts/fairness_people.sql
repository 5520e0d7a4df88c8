-- grain: one row per employee who is compared: paid by the month's own rules, not held, with an amount due
with own_lines as (
    select
        agency_id,
        employee_id,
        sum(amount) as own_amount,
        coalesce(sum(amount) filter (where line_kind = 'cuti'), 0) as leave_amount
    from {{ ref('incentive_lines') }}
    -- stage 6 settles other months
    where stage < 6
    group by agency_id, employee_id
),

amounts as (
    select
        agency_id,
        employee_id,
        {{ divide('due.basic_numerator', 'due.basic_denominator', "'half_up'") }}
        + coalesce(own_lines.leave_amount, 0) as due_amount,
        coalesce(own_lines.own_amount, 0) as own_amount
    from {{ ref('int_due_amounts') }} as due
    left join own_lines using (agency_id, employee_id)
),

described as (
    select
        people.agency_id,
        people.employee_id,
        people.assignment_id,
        people.unit_id,
        people.job_class,
        people.employment_status,
        months.month,
        -- birth date and sex stand in the same digits of a NIP and of a NI PPPK
        case when regexp_full_match(people.employee_id, '\d{18}') then substr(people.employee_id, 15, 1) end
            as sex_digit,
        date_sub(
            'year',
            cast(try_strptime(substr(people.employee_id, 1, 8), '%Y%m%d') as date),
            months.month_end
        ) as age
    from {{ ref('int_employees') }} as people
    inner join {{ ref('int_months') }} as months on people.agency_id = months.agency_id
    anti join {{ ref('int_holds') }} as held
        on people.agency_id = held.agency_id and people.employee_id = held.employee_id
)

select
    described.agency_id,
    described.month,
    described.employee_id,
    described.assignment_id,
    coalesce(described.unit_id, '-') as unit_id,
    coalesce(cast(described.job_class as varchar), '-') as job_class,
    coalesce(described.employment_status, '-') as employment_status,
    case described.sex_digit when '1' then 'laki-laki' when '2' then 'perempuan' else 'tidak diketahui' end
        as sex,
    coalesce(bands.age_band, 'tidak diketahui') as age_band,
    cast(amounts.due_amount as bigint) as due_amount,
    cast(amounts.own_amount as bigint) as own_amount,
    cast(
        {{ divide('cast(1000000 as hugeint) * amounts.own_amount', 'amounts.due_amount', "'half_up'") }}
        as bigint
    ) as pay_share_e4
from described
inner join amounts
    on described.agency_id = amounts.agency_id and described.employee_id = amounts.employee_id
left join {{ source('input', 'age_bands') }} as bands
    on described.age >= bands.from_age and described.age < bands.below_age
where amounts.due_amount > 0
