-- grain: one row per employee and measure taken from the monthly rating (of the matrix also deciding rules); a predicate is the value
with chosen as (
    select *
    from {{ ref('stg_ratings') }}
    qualify row_number() over (partition by agency_id, employee_id order by is_acting, row_no) = 1
)

select
    agency_id,
    employee_id as subject_id,
    cast(null as varchar) as scope_id,
    cast(null as date) as rule_date,
    'rating_predicate' as measure,
    predicate as key_text
from chosen
where predicate is not null

union all

select
    chosen.agency_id,
    chosen.employee_id,
    employees.scope_id,
    employees.rule_date,
    'rating_matrix',
    matrix.predicate
from chosen
inner join {{ ref('int_employee_rules') }} as employees
    on chosen.agency_id = employees.agency_id and chosen.employee_id = employees.employee_id
inner join {{ source('input', 'policy_predicates') }} as matrix
    on
        {{ in_force('matrix', 'employees') }}
        and lower(chosen.work_result) = lower(matrix.work_result)
        and lower(chosen.behaviour) = lower(matrix.behaviour)
