-- grain: one row per employee under a decided sanction that is taken as a line of its own
with deducted as (
    select agency_id, employee_id, sum(amount) as amount
    from {{ ref('int_deduction_lines') }}
    group by agency_id, employee_id
),

exact as (
    select
        cuts.agency_id,
        cuts.employee_id,
        employees.assignment_id,
        cuts.sanction_rule_id as rule_id,
        cuts.decisions,
        cuts.sanction_e4,
        settings.rounding_mode,
        settings.rounding_unit,
        case
            when settings.sanction_base = 'basic'
                then {{ divide('due.basic_numerator', 'due.basic_denominator', 'settings.rounding_mode') }}
            else greatest(due.earned_amount + coalesce(deducted.amount, 0), 0)
        end as basis_amount,
        case
            when settings.sanction_base = 'basic' then due.basic_numerator
            else greatest(due.earned_amount + coalesce(deducted.amount, 0), 0)
        end * cast(cuts.sanction_e4 as hugeint) as numerator,
        case when settings.sanction_base = 'basic' then due.basic_denominator else 1 end
        * cast(1000000 as hugeint) as denominator
    from {{ ref('int_cuts') }} as cuts
    inner join {{ ref('int_employees') }} as employees
        on cuts.agency_id = employees.agency_id and cuts.employee_id = employees.employee_id
    {{ settings_of('employees') }}
    inner join {{ ref('int_due_amounts') }} as due
        on cuts.agency_id = due.agency_id and cuts.employee_id = due.employee_id
    left join deducted on cuts.agency_id = deducted.agency_id and cuts.employee_id = deducted.employee_id
    where cuts.sanction_apply = 'line' and cuts.sanction_e4 > 0
)

select
    agency_id,
    employee_id,
    assignment_id,
    rule_id,
    decisions,
    sanction_e4,
    cast(basis_amount as bigint) as basis_amount,
    -numerator as numerator,
    denominator,
    cast(
        -({{ divide('numerator', 'denominator * rounding_unit', 'rounding_mode') }}) * rounding_unit as bigint
    )
        as amount
from exact
