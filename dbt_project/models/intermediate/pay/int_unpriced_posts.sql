-- grain: one row per employee whose post lacks an amount that everyone has, or who has none at all
-- only a component that the policy calls partial may be absent on purpose
with components as (
    select distinct
        settings.agency_id,
        settings.scope_id,
        settings.rule_date,
        amounts.component
    from {{ ref('int_month_settings') }} as settings
    inner join {{ source('input', 'policy_components') }} as amounts on {{ in_force('amounts') }}
    where not amounts.is_partial
),

lacking as (
    select factors.agency_id, factors.employee_id
    from {{ ref('int_post_factors') }} as factors
    inner join components
        on
            factors.agency_id = components.agency_id
            and factors.scope_id = components.scope_id
            and factors.rule_date = components.rule_date
    left join {{ ref('int_post_amounts') }} as amounts
        on
            factors.agency_id = amounts.agency_id
            and factors.employee_id = amounts.employee_id
            and factors.assignment_id = amounts.assignment_id
            and components.component = amounts.component
    where amounts.component is null
),

empty as (
    select factors.agency_id, factors.employee_id
    from {{ ref('int_post_factors') }} as factors
    left join {{ ref('int_post_amounts') }} as amounts
        on
            factors.agency_id = amounts.agency_id
            and factors.employee_id = amounts.employee_id
            and factors.assignment_id = amounts.assignment_id
    group by factors.agency_id, factors.employee_id
    having count(amounts.component) = 0
)

select agency_id, employee_id from lacking
union
select agency_id, employee_id from empty
