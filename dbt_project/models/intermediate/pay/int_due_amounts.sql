-- grain: one row per employee with an amount due: the whole before scores as a fraction, and the whole earned in rupiah
-- an acting post can take away more than there is; a cut of less than nothing would pay, so neither is below 0
with common as (
    select
        agency_id,
        employee_id,
        {{ lcm_of('basis_denominator') }} as denominator -- sqlfluff does not know lambdas -- noqa: PRS
    from {{ ref('int_basis') }}
    group by agency_id, employee_id
),

basic as (
    select
        basis.agency_id,
        basis.employee_id,
        sum(basis.basis_numerator * (common.denominator // basis.basis_denominator)) as basic_numerator,
        any_value(common.denominator) as basic_denominator
    from {{ ref('int_basis') }} as basis
    inner join common on basis.agency_id = common.agency_id and basis.employee_id = common.employee_id
    group by basis.agency_id, basis.employee_id
),

earned as (
    select agency_id, employee_id, sum(amount) as earned_amount
    from (
        select agency_id, employee_id, amount from {{ ref('int_earned_lines') }}
        union all
        select agency_id, employee_id, amount from {{ ref('int_leave_lines') }}
    )
    group by agency_id, employee_id
)

select
    basic.agency_id,
    basic.employee_id,
    cast(greatest(basic.basic_numerator, 0) as hugeint) as basic_numerator,
    cast(basic.basic_denominator as hugeint) as basic_denominator,
    cast(greatest(coalesce(earned.earned_amount, 0), 0) as bigint) as earned_amount
from basic
left join earned on basic.agency_id = earned.agency_id and basic.employee_id = earned.employee_id
