-- grain: one row per paid stretch and aspect: its score, or the rule that says what its absence means
with combined as (
    select
        agency_id,
        employee_id,
        assignment_id,
        unit_id,
        scope_id,
        aspect,
        sum(cast(weight_e4 as hugeint) * score_e4) filter (where score_e4 is not null) as weighted,
        sum(cast(weight_e4 as hugeint)) filter (where score_e4 is not null) as weight,
        bool_or(score_e4 is null and assumption = 'hold') as is_held,
        bool_or(is_assumed) as is_assumed,
        string_agg(distinct assumption, ',' order by assumption) as assumption
    from {{ ref('int_measure_scores') }}
    group by agency_id, employee_id, assignment_id, unit_id, scope_id, aspect
),

ruled as (
    select
        combined.*,
        rules.missing_rule,
        rules.rounding_mode,
        rules.rule_id,
        combined.weight * cast(pow(10, 4 - rules.decimals) as bigint) as parts,
        cast(pow(10, 4 - rules.decimals) as bigint) as unscale
    from combined
    {{ settings_of('combined') }}
    inner join {{ source('input', 'policy_aspects') }} as rules
        on {{ in_force('rules') }} and combined.aspect = rules.aspect
)

select
    agency_id,
    employee_id,
    assignment_id,
    unit_id,
    aspect,
    rule_id,
    cast({{ divide('weighted', 'parts', 'rounding_mode') }} * unscale as bigint) as score_e4,
    is_held or (weight is null and missing_rule not in ('redistribute')) as is_held,
    is_assumed,
    assumption
from ruled
