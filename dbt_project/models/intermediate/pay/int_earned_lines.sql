-- grain: one row per earned line, rounded once at the policy's point
with exact as (
    select
        basis.agency_id,
        basis.employee_id,
        basis.assignment_id,
        basis.component,
        rates.aspect,
        rates.rule_id,
        rates.is_assumed,
        basis.amount as basis_amount,
        settings.rounding_mode,
        settings.rounding_unit,
        basis.basis_numerator * rates.rate_numerator
        * {{ reduced('cuts.kept_after_deduction_e4', 'cuts.kept_after_deduction_e4', '1000000') }}
        * {{ reduced('cuts.kept_after_sanction_e4', 'cuts.kept_after_sanction_e4', '1000000') }} as numerator,
        basis.basis_denominator * rates.rate_denominator
        * {{ reduced('1000000', 'cuts.kept_after_deduction_e4', '1000000') }}
        * {{ reduced('1000000', 'cuts.kept_after_sanction_e4', '1000000') }}
        * settings.rounding_unit as denominator
    from {{ ref('int_basis') }} as basis
    {{ settings_of('basis') }}
    inner join {{ ref('int_rates') }} as rates
        on
            basis.agency_id = rates.agency_id
            and basis.employee_id = rates.employee_id
            and basis.assignment_id = rates.assignment_id
            and basis.component = rates.component
    inner join {{ ref('int_cuts') }} as cuts
        on basis.agency_id = cuts.agency_id and basis.employee_id = cuts.employee_id
)

select
    *,
    cast({{ divide('numerator', 'denominator', 'rounding_mode') }} * rounding_unit as bigint) as amount
from exact
