-- grain: one row per earned line, rounded once at the policy's point
with exact as (
    select
        basis.agency_id,
        basis.employee_id,
        basis.assignment_id,
        basis.component,
        rates.aspect,
        rates.takes_remainder,
        rates.rule_id,
        rates.is_assumed,
        basis.amount as basis_amount,
        settings.rounding_mode,
        settings.rounding_unit,
        basis.basis_numerator * rates.rate_numerator * cuts.kept_numerator as numerator,
        basis.basis_denominator * rates.rate_denominator * cuts.kept_denominator as denominator
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
),

rounded as (
    select
        *,
        cast(
            {{ divide('numerator', 'denominator * rounding_unit', 'rounding_mode') }}
            * rounding_unit as bigint
        ) as rounded_amount
    from exact
),

shared as (
    select
        *,
        case
            when takes_remainder
                then sum(case when not takes_remainder then rounded_amount end) over (
                        partition by agency_id, employee_id, assignment_id, component
                    )
        end as others_amount
    from rounded
)

select
    agency_id,
    employee_id,
    assignment_id,
    component,
    aspect,
    rule_id,
    is_assumed,
    basis_amount,
    -- null where nothing is left to this line, 0 where the others were rounded to nothing
    cast(others_amount as bigint) as others_amount,
    cast(numerator - coalesce(others_amount, 0) * denominator as hugeint) as numerator,
    denominator,
    cast(rounded_amount - coalesce(others_amount, 0) as bigint) as amount
from shared
