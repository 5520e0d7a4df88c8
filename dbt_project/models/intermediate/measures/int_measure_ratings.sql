-- grain: one row per employee and measure taken from the monthly rating; the predicate is the value
with chosen as (
    select
        ratings.*,
        employees.rule_date,
        employees.scope_id
    from {{ ref('stg_ratings') }} as ratings
    inner join {{ ref('int_employees') }} as employees
        on ratings.agency_id = employees.agency_id and ratings.employee_id = employees.employee_id
    qualify row_number() over (
            partition by ratings.agency_id, ratings.employee_id order by ratings.is_acting, ratings.row_no
        ) = 1
)

select
    agency_id,
    employee_id as subject_id,
    'rating_predicate' as measure,
    predicate as key_text
from chosen
where predicate is not null

union all

select
    chosen.agency_id,
    chosen.employee_id,
    'rating_matrix',
    matrix.predicate
from chosen
inner join {{ source('input', 'policy_predicates') }} as matrix
    on
        chosen.agency_id = matrix.agency_id
        and chosen.scope_id = matrix.scope_id
        and chosen.rule_date between matrix.valid_from and matrix.valid_to
        and lower(chosen.work_result) = lower(matrix.work_result)
        and lower(chosen.behaviour) = lower(matrix.behaviour)
