-- grain: one row per paid stretch and aspect: its score, or the rule that says what its absence means
with combined as (
    select
        agency_id,
        employee_id,
        assignment_id,
        unit_id,
        scope_id,
        rule_date,
        aspect,
        sum(cast(weight_e4 as hugeint) * score_e4) filter (where score_e4 is not null) as weighted,
        sum(cast(weight_e4 as hugeint)) filter (where score_e4 is not null) as weight,
        bool_or(score_e4 is null and assumption = 'hold') as is_held,
        bool_or(is_assumed) as is_assumed,
        string_agg(distinct assumption, ',' order by assumption) as assumption
    from {{ ref('int_measure_scores') }}
    group by agency_id, employee_id, assignment_id, unit_id, scope_id, rule_date, aspect
),

ruled as (
    select
        combined.*,
        -- carry and unit were tried measure by measure
        coalesce(
            rules.missing_rule = 'redistribute'
            or (rules.missing_rule <> 'hold' and rules.missing_then = 'redistribute'),
            false
        ) as is_shared,
        rules.rounding_mode,
        rules.rule_id,
        combined.weight * cast(pow(10, 4 - rules.decimals) as bigint) as parts,
        cast(pow(10, 4 - rules.decimals) as bigint) as unscale
    from combined
    {{ settings_of('combined') }}
    inner join {{ source('input', 'policy_aspects') }} as rules
        on {{ in_force('rules') }} and combined.aspect = rules.aspect
),

thresholds as (
    select
        agency_id,
        employee_id,
        aspect,
        min(value_e4) as value_e4,
        arg_min(rule_id, value_e4) as rule_id
    from {{ ref('int_thresholds') }}
    where is_crossed and operation = 'set_score'
    group by agency_id, employee_id, aspect
)

select
    ruled.agency_id,
    ruled.employee_id,
    ruled.assignment_id,
    ruled.unit_id,
    ruled.aspect,
    coalesce(thresholds.rule_id, ruled.rule_id) as rule_id,
    cast(
        coalesce(
            thresholds.value_e4,
            -- while a measure holds the person the score is not known
            case
                when not ruled.is_held
                    then {{ divide('ruled.weighted', 'ruled.parts', 'ruled.rounding_mode') }} * ruled.unscale
            end
        ) as bigint
    ) as score_e4,
    thresholds.aspect is null
    and (ruled.is_held or (ruled.weight is null and not ruled.is_shared)) as is_held,
    ruled.is_assumed,
    ruled.assumption
from ruled
left join thresholds
    on
        ruled.agency_id = thresholds.agency_id
        and ruled.employee_id = thresholds.employee_id
        and ruled.aspect = thresholds.aspect
