-- grain: one row per employee with evidence of attendance and threshold of the policy: what was measured, and whether it is crossed
select
    outcomes.agency_id,
    months.month,
    outcomes.employee_id,
    outcomes.threshold_id,
    outcomes.quantity,
    outcomes.amount_e4 as measured_e4,
    outcomes.from_value,
    outcomes.below_value,
    outcomes.is_crossed,
    outcomes.aspect,
    outcomes.operation,
    outcomes.value_e4,
    outcomes.rule_id,
    rules.rule_title,
    rules.citation,
    rules.clause,
    rules.rule_status,
    rules.policy_version
from {{ ref('int_thresholds') }} as outcomes
inner join {{ ref('int_months') }} as months on outcomes.agency_id = months.agency_id
left join {{ ref('int_rules') }} as rules
    on
        outcomes.agency_id = rules.agency_id
        and outcomes.scope_id = rules.scope_id
        and outcomes.rule_date = rules.rule_date
        and outcomes.rule_id = rules.rule_id
