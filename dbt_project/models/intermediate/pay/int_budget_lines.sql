-- grain: one row per employee of a unit over its ceiling, where the policy brings everyone down by one factor
with parts as (
    select
        crossed.agency_id,
        crossed.employee_id,
        crossed.assignment_id,
        crossed.amount,
        settings.budget_over_ceiling,
        settings.budget_factor_decimals,
        settings.budget_factor_rounding,
        settings.budget_rule_id,
        settings.rounding_mode,
        cast(crossed.ceiling_amount as hugeint)
        * cast(pow(10, settings.budget_factor_decimals) as hugeint) as factor_numerator,
        cast(crossed.unit_amount as hugeint) as factor_denominator,
        cast(pow(10, settings.budget_factor_decimals) as hugeint) as factor_unit
    from {{ ref('int_budget_excess') }} as crossed
    {{ settings_of('crossed') }}
    where settings.budget_over_ceiling = 'scale'
),

scaled as (
    select
        *,
        {{ divide('factor_numerator', 'factor_denominator', 'budget_factor_rounding') }} as factor
    from parts
),

exact as (
    select *, cast(amount as hugeint) * (factor_unit - factor) as cut_numerator
    from scaled
)

select
    agency_id,
    employee_id,
    assignment_id,
    budget_rule_id as rule_id,
    cast(amount as bigint) as basis_amount,
    factor || ' per ' || factor_unit as detail,
    cast(-cut_numerator as hugeint) as numerator,
    factor_unit as denominator,
    cast(-({{ divide('cut_numerator', 'factor_unit', 'rounding_mode') }}) as bigint) as amount
from exact
