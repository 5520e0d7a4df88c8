-- grain: one row per employee, paid stretch of the month, aspect and measure
select
    scores.agency_id,
    months.month,
    scores.employee_id,
    scores.assignment_id,
    scores.unit_id,
    scores.aspect,
    scores.measure,
    cast(scores.numerator as decimal(38, 0)) as numerator,
    cast(scores.denominator as decimal(38, 0)) as denominator,
    scores.scale,
    scores.unit,
    scores.key_text as value_text,
    cast(cast(scores.score_e4 as hugeint) as decimal(18, 0)) * cast(0.0001 as decimal(5, 4)) as score,
    cast(scores.score_e4 as bigint) as score_e4,
    cast(scores.weight_e4 as bigint) as weight_e4,
    cast(scores.evidence_count as bigint) as evidence_count,
    scores.is_assumed,
    scores.assumption,
    scores.rule_id,
    rules.rule_title,
    rules.citation,
    rules.rule_status
from {{ ref('int_measure_scores') }} as scores
inner join {{ ref('int_months') }} as months on scores.agency_id = months.agency_id
left join {{ ref('int_rules') }} as rules
    on
        scores.agency_id = rules.agency_id
        and scores.scope_id = rules.scope_id
        and scores.rule_date = rules.rule_date
        and scores.rule_id = rules.rule_id
