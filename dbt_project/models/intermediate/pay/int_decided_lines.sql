-- grain: one row per line before limits: earned, leave at a percent of basic, deductions, sanctions
select
    agency_id, employee_id, assignment_id, 'reguler' as line_kind, component, aspect, rule_id,
    1 as stage, 0 as ordinal, basis_amount, cast(1 as bigint) as quantity, numerator, denominator, amount,
    is_assumed, cast(null as varchar) as detail, cast(null as date) as cited_on,
    cast(null as varchar) as cited_scope_id
from {{ ref('int_earned_lines') }}
where numerator <> 0 or amount <> 0
union all
select
    agency_id, employee_id, assignment_id, 'cuti', component, null, rule_id,
    1, 0, basis_amount, 1, numerator, denominator, amount, false, null, null, null
from {{ ref('int_leave_lines') }}
where numerator <> 0
union all
select
    agency_id, employee_id, assignment_id, 'potongan', null, null, rule_id,
    2, ordinal, basis_amount, quantity, numerator, denominator, amount, is_assumed, detail, cited_on,
    cited_scope_id
from {{ ref('int_deduction_lines') }}
union all
select
    agency_id, employee_id, assignment_id, 'sanksi', null, null, rule_id,
    3, 0, basis_amount, 1, numerator, denominator, amount, false, decisions, null, null
from {{ ref('int_sanction_lines') }}
