-- grain: one row per employee of a unit whose month is over its ceiling; of several above a unit the nearest crossed decides
with limited as (
    select agency_id, employee_id, assignment_id, sum(amount) as amount
    from (
        select agency_id, employee_id, assignment_id, amount from {{ ref('int_decided_lines') }}
        union all
        select agency_id, employee_id, assignment_id, amount from {{ ref('int_limit_lines') }}
    )
    group by agency_id, employee_id, assignment_id
),

people as (
    select
        employees.agency_id,
        employees.employee_id,
        employees.assignment_id,
        employees.unit_id,
        employees.scope_id,
        employees.rule_date,
        sum(limited.amount) as amount
    from {{ ref('int_employees') }} as employees
    inner join limited
        on employees.agency_id = limited.agency_id and employees.employee_id = limited.employee_id
    group by
        employees.agency_id, employees.employee_id, employees.assignment_id,
        employees.unit_id, employees.scope_id, employees.rule_date
),

ceilings as (
    select ceilings.agency_id, ceilings.unit_id, ceilings.ceiling_amount
    from {{ ref('stg_budget_ceilings') }} as ceilings
    inner join {{ ref('int_months') }} as months
        on ceilings.agency_id = months.agency_id and ceilings.budget_period = months.month
),

units as (
    select
        ceilings.agency_id,
        ceilings.unit_id,
        ceilings.ceiling_amount,
        sum(people.amount) as unit_amount
    from ceilings
    inner join {{ ref('int_unit_ancestors') }} as ancestors
        on ceilings.agency_id = ancestors.agency_id and ceilings.unit_id = ancestors.ancestor_id
    inner join people
        on ancestors.agency_id = people.agency_id and ancestors.unit_id = people.unit_id
    group by ceilings.agency_id, ceilings.unit_id, ceilings.ceiling_amount
)

select
    people.*,
    units.ceiling_amount,
    units.unit_amount
from people
inner join {{ ref('int_unit_ancestors') }} as ancestors
    on people.agency_id = ancestors.agency_id and people.unit_id = ancestors.unit_id
inner join units
    on ancestors.agency_id = units.agency_id and ancestors.ancestor_id = units.unit_id
where units.unit_amount > units.ceiling_amount and people.amount <> 0
qualify row_number() over (
        partition by people.agency_id, people.employee_id order by ancestors.distance
    ) = 1
