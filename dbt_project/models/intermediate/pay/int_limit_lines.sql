-- grain: one row per employee and limit of the policy, or zero, that the sum of the lines crosses
with ruled as (
    select
        employees.agency_id,
        employees.employee_id,
        employees.assignment_id,
        rules.component,
        rules.kind,
        rules.rule_id,
        rules.limit_id,
        rules.amount as limit_amount,
        due.basic_numerator * rules.percent_of_basic_e4 as share_numerator,
        due.basic_denominator * 1000000 as share_denominator,
        settings.rounding_mode
    from {{ ref('int_employees') }} as employees
    {{ settings_of('employees') }}
    inner join {{ ref('int_due_amounts') }} as due
        on employees.agency_id = due.agency_id and employees.employee_id = due.employee_id
    inner join {{ source('input', 'policy_limits') }} as rules on {{ in_force('rules') }}
),

bounds as (
    select
        * exclude (limit_amount, share_numerator, share_denominator, rounding_mode),
        coalesce(limit_amount, {{ divide('share_numerator', 'share_denominator', 'rounding_mode') }})
            as bound_amount
    from ruled
),

-- a floor does not lift above a cap of the same sum
under_caps as (
    select
        * replace (
            case
                when kind = 'cap' then bound_amount
                else least(bound_amount, min(bound_amount) filter (where kind = 'cap') over same_sum)
            end as bound_amount
        ),
        case when kind = 'cap' then -1 else 1 end as direction
    from bounds
    window same_sum as (partition by agency_id, employee_id, component)
),

-- of several caps the lowest decides, of several floors the highest
tightest as (
    select *
    from under_caps
    qualify
        row_number() over (
            partition by agency_id, employee_id, component, kind
            order by direction * bound_amount desc, limit_id
        ) = 1
),

component_sums as (
    select agency_id, employee_id, component, sum(amount) as amount
    from {{ ref('int_decided_lines') }}
    where component is not null
    group by agency_id, employee_id, component
),

of_components as (
    select tightest.*, component_sums.amount
    from tightest
    inner join component_sums using (agency_id, employee_id, component)
    where tightest.direction * (tightest.bound_amount - component_sums.amount) > 0
),

-- the whole is judged when its components stand within their own limits
amounts as (
    select agency_id, employee_id, amount from {{ ref('int_decided_lines') }}
    union all
    select agency_id, employee_id, bound_amount - amount from of_components
),

whole_sums as (
    select agency_id, employee_id, sum(amounts.amount) as amount
    from amounts
    semi join component_sums using (agency_id, employee_id)
    group by agency_id, employee_id
),

of_wholes as (
    select tightest.*, whole_sums.amount
    from tightest
    inner join whole_sums using (agency_id, employee_id)
    where
        tightest.component is null
        and tightest.direction * (tightest.bound_amount - whole_sums.amount) > 0
),

limited as (
    select * from of_components
    union all
    select * from of_wholes
),

crossed as (
    select
        agency_id,
        employee_id,
        assignment_id,
        case when kind = 'cap' then 'batas_atas' else 'batas_bawah' end as line_kind,
        component,
        rule_id,
        limit_id as detail,
        cast(amount as bigint) as basis_amount,
        cast(bound_amount - amount as bigint) as amount
    from limited
),

below_zero as (
    select agency_id, employee_id, sum(amount) as amount
    from (
        select agency_id, employee_id, amount from {{ ref('int_decided_lines') }}
        union all
        select agency_id, employee_id, amount from crossed
    )
    group by agency_id, employee_id
    having sum(amount) < 0
)

select * from crossed
union all
-- what stands below zero was cut too deep: the line is that of the last cut
select
    below_zero.agency_id, below_zero.employee_id, employees.assignment_id, 'batas_bawah', null,
    coalesce(sanctions.rule_id, settings.deduction_rule_id), 'nol',
    cast(below_zero.amount as bigint), cast(-below_zero.amount as bigint)
from below_zero
inner join {{ ref('int_employees') }} as employees
    on below_zero.agency_id = employees.agency_id and below_zero.employee_id = employees.employee_id
{{ settings_of('employees') }}
left join {{ ref('int_sanction_lines') }} as sanctions
    on
        below_zero.agency_id = sanctions.agency_id
        and below_zero.employee_id = sanctions.employee_id
        and sanctions.amount < 0
