-- grain: one row per paid stretch and component with leave that pays a percent of the basic amount, whatever the scores
with bases as (
    select agency_id, employee_id, any_value(rule_id order by leave_date) as rule_id
    from {{ ref('int_leave_days') }}
    where pay_base = 'basic'
    group by agency_id, employee_id
),

exact as (
    select
        basis.agency_id,
        basis.employee_id,
        basis.assignment_id,
        basis.component,
        bases.rule_id,
        basis.amount as basis_amount,
        settings.rounding_mode,
        settings.rounding_unit,
        cast(basis.amount as hugeint)
        * basis.factor_numerator
        * {{ reduced('basis.unscored_numerator', 'basis.unscored_numerator', 'basis.pay_denominator') }}
        * cuts.kept_numerator as numerator,
        cast(basis.factor_denominator as hugeint)
        * {{ reduced('basis.pay_denominator', 'basis.unscored_numerator', 'basis.pay_denominator') }}
        * cuts.kept_denominator as denominator
    from {{ ref('int_basis') }} as basis
    {{ settings_of('basis') }}
    inner join bases on basis.agency_id = bases.agency_id and basis.employee_id = bases.employee_id
    inner join {{ ref('int_cuts') }} as cuts
        on basis.agency_id = cuts.agency_id and basis.employee_id = cuts.employee_id
    where basis.unscored_numerator > 0 and basis.amount > 0
)

select
    agency_id,
    employee_id,
    assignment_id,
    component,
    rule_id,
    basis_amount,
    numerator,
    denominator,
    cast(
        {{ divide('numerator', 'denominator * rounding_unit', 'rounding_mode') }} * rounding_unit as bigint
    ) as amount
from exact
