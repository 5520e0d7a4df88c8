-- grain: one row per line of rupiah, of every kind, in the order in which pay is computed
select * from {{ ref('int_decided_lines') }}
union all
select
    agency_id, employee_id, assignment_id, line_kind, component, null, rule_id,
    4, 0, basis_amount, 1, cast(amount as hugeint), cast(1 as hugeint), amount, false, detail, null, null
from {{ ref('int_limit_lines') }}
union all
select
    agency_id,
    employee_id,
    assignment_id,
    'penyesuaian_pagu',
    null,
    null,
    rule_id,
    5,
    0,
    basis_amount,
    1,
    numerator,
    denominator,
    amount,
    false,
    detail,
    null,
    null
from {{ ref('int_budget_lines') }}
