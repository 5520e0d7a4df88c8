-- grain: one row per employee with a post in the month, or held before one could be read
{% set components = [
    'beban_kerja', 'prestasi_kerja', 'tempat_bertugas', 'kondisi_kerja',
    'kelangkaan_profesi', 'pertimbangan_objektif_lainnya',
] %}
with amounts as (
    select
        agency_id,
        employee_id,
        {% for component in components -%}
            coalesce(sum(amount) filter (where component = '{{ component }}' and stage = 1), 0)
                as {{ component }}_amount,
        {% endfor -%}
        coalesce(sum(amount) filter (where line_kind = 'potongan'), 0) as deduction_amount,
        coalesce(sum(amount) filter (where line_kind = 'sanksi'), 0) as sanction_amount,
        coalesce(sum(amount) filter (where stage > 3), 0)
            as adjustment_amount,
        sum(amount) as computed_amount,
        bool_or(rule_status is null or rule_status not in ('law', 'attested')) as is_simulation
    from {{ ref('incentive_lines') }}
    group by agency_id, employee_id
),

holds as (
    select agency_id, employee_id, string_agg(reason_code, ';' order by reason_code) as hold_reason
    from {{ ref('int_holds') }}
    group by agency_id, employee_id
),

basics as (
    select agency_id, employee_id, assignment_id, sum(amount) as basic_amount
    from {{ ref('int_post_amounts') }}
    group by agency_id, employee_id, assignment_id
),

people as (
    select
        agency_id,
        employee_id,
        name,
        assignment_id,
        unit_id,
        post_name,
        post_type,
        job_class,
        grade,
        employment_status
    from {{ ref('int_employees') }}
    union all
    select
        held.agency_id,
        held.employee_id,
        any_value(held.name),
        null,
        any_value(held.unit_id),
        null,
        null,
        null,
        null,
        null
    from {{ source('input', 'person_hold') }} as held
    left join {{ ref('int_employees') }} as employees
        on held.agency_id = employees.agency_id and held.employee_id = employees.employee_id
    where employees.employee_id is null
    group by held.agency_id, held.employee_id
)

select
    people.agency_id,
    months.month,
    people.employee_id,
    people.name,
    people.unit_id,
    offices.unit_name,
    offices.skpd_code,
    people.post_name,
    people.post_type,
    people.employment_status,
    people.grade,
    months.policy_id,
    months.version_id as policy_version,
    cast(people.job_class as bigint) as job_class,
    cast(coalesce(basics.basic_amount, 0) as bigint) as basic_amount,
    {% for component in components + ['deduction', 'sanction', 'adjustment', 'computed'] -%}
        cast(coalesce(amounts.{{ component }}_amount, 0) as bigint) as {{ component }}_amount,
    {% endfor -%}
    cast(case when holds.employee_id is null then coalesce(amounts.computed_amount, 0) else 0 end as bigint)
        as incentive_amount,
    holds.employee_id is not null as is_held,
    holds.hold_reason,
    coalesce(amounts.is_simulation, true) as is_simulation
from people
inner join {{ ref('int_months') }} as months on people.agency_id = months.agency_id
left join {{ ref('int_unit_offices') }} as offices
    on people.agency_id = offices.agency_id and people.unit_id = offices.unit_id
left join amounts on people.agency_id = amounts.agency_id and people.employee_id = amounts.employee_id
left join basics
    on
        people.agency_id = basics.agency_id
        and people.employee_id = basics.employee_id
        and people.assignment_id = basics.assignment_id
left join holds on people.agency_id = holds.agency_id and people.employee_id = holds.employee_id
