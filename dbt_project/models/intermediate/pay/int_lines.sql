-- grain: one row per line of rupiah, of every kind, in the order in which pay is computed
with made as (
    select
        agency_id, employee_id, assignment_id, 'reguler' as line_kind, component, aspect, rule_id,
        1 as stage, 0 as ordinal, basis_amount, cast(1 as bigint) as quantity, numerator, denominator, amount,
        is_assumed, cast(null as varchar) as detail
    from {{ ref('int_earned_lines') }}
    union all
    select
        agency_id, employee_id, assignment_id, 'potongan', null, null, rule_id,
        2, ordinal, basis_amount, quantity, numerator, denominator, amount, is_assumed, detail
    from {{ ref('int_deduction_lines') }}
    union all
    select
        agency_id, employee_id, assignment_id, 'sanksi', null, null, rule_id,
        3, 0, basis_amount, 1, numerator, denominator, amount, false, decisions
    from {{ ref('int_sanction_lines') }}
),

below_zero as (
    select agency_id, employee_id, sum(amount) as amount
    from made
    group by agency_id, employee_id
    having sum(amount) < 0
)

select * from made
union all
select
    below_zero.agency_id, below_zero.employee_id, employees.assignment_id, 'batas_bawah', null, null,
    settings.deduction_rule_id, 4, 0, cast(below_zero.amount as bigint), 1,
    cast(-below_zero.amount as hugeint), cast(1 as hugeint), cast(-below_zero.amount as bigint), false, null
from below_zero
inner join {{ ref('int_employees') }} as employees
    on below_zero.agency_id = employees.agency_id and below_zero.employee_id = employees.employee_id
{{ settings_of('employees') }}
