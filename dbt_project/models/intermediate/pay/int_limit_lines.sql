-- grain: one row per employee and limit of the policy, or zero, that the sum of the lines crosses
with sums as (
    select agency_id, employee_id, component, sum(amount) as amount
    from {{ ref('int_decided_lines') }}
    where component is not null
    group by agency_id, employee_id, component
    union all
    select agency_id, employee_id, null, sum(amount)
    from {{ ref('int_decided_lines') }}
    group by agency_id, employee_id
),

ruled as (
    select
        sums.*,
        employees.assignment_id,
        rules.limit_id,
        rules.kind,
        rules.rule_id,
        rules.amount as limit_amount,
        due.basic_numerator * rules.percent_of_basic_e4 as share_numerator,
        due.basic_denominator * 1000000 as share_denominator,
        settings.rounding_mode
    from sums
    inner join {{ ref('int_employees') }} as employees
        on sums.agency_id = employees.agency_id and sums.employee_id = employees.employee_id
    {{ settings_of('employees') }}
    inner join {{ ref('int_due_amounts') }} as due
        on sums.agency_id = due.agency_id and sums.employee_id = due.employee_id
    inner join {{ source('input', 'policy_limits') }} as rules
        on {{ in_force('rules') }} and sums.component is not distinct from rules.component
),

bounds as (
    select
        *,
        coalesce(limit_amount, {{ divide('share_numerator', 'share_denominator', 'rounding_mode') }})
            as bound_amount
    from ruled
),

crossed as (
    select
        agency_id,
        employee_id,
        assignment_id,
        case when kind = 'cap' then 'batas_atas' else 'batas_bawah' end as line_kind,
        component,
        rule_id,
        limit_id as detail,
        cast(amount as bigint) as basis_amount,
        cast(bound_amount - amount as bigint) as amount
    from bounds
    where (kind = 'cap' and amount > bound_amount) or (kind = 'floor' and amount < bound_amount)
),

below_zero as (
    select agency_id, employee_id, sum(amount) as amount
    from (
        select agency_id, employee_id, amount from {{ ref('int_decided_lines') }}
        union all
        select agency_id, employee_id, amount from crossed
    )
    group by agency_id, employee_id
    having sum(amount) < 0
)

select * from crossed
union all
select
    below_zero.agency_id, below_zero.employee_id, employees.assignment_id, 'batas_bawah', null,
    settings.deduction_rule_id, 'nol', cast(below_zero.amount as bigint), cast(-below_zero.amount as bigint)
from below_zero
inner join {{ ref('int_employees') }} as employees
    on below_zero.agency_id = employees.agency_id and below_zero.employee_id = employees.employee_id
{{ settings_of('employees') }}
