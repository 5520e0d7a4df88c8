-- grain: one row per employee and rule whose percents are taken from the whole as a line of its own
with events as (
    select agency_id, employee_id, event_kind, rule_id, ordinal, 1 as quantity, points_e4, false as is_assumed
    from {{ ref('int_discipline_events') }}
    where base = 'total'
    union all
    select agency_id, employee_id, event_kind, rule_id, ordinal, quantity, points_e4, is_assumed
    from {{ ref('int_recap_events') }}
    where base = 'total'
),

per_rule as (
    select
        agency_id,
        employee_id,
        event_kind,
        rule_id,
        ordinal,
        sum(quantity) as quantity,
        sum(points_e4) as pct_e4,
        bool_or(is_assumed) as is_assumed
    from events
    where points_e4 > 0
    group by agency_id, employee_id, event_kind, rule_id, ordinal
),

limited as (
    select
        *,
        greatest(
            least(
                pct_e4,
                1000000 - (
                    sum(pct_e4) over (
                        partition by agency_id, employee_id order by ordinal, event_kind
                        rows between unbounded preceding and current row
                    ) - pct_e4
                )
            ),
            0
        ) as taken_e4
    from per_rule
),

exact as (
    select
        limited.agency_id,
        limited.employee_id,
        employees.assignment_id,
        limited.event_kind as component,
        limited.rule_id,
        limited.ordinal,
        limited.is_assumed,
        limited.quantity,
        limited.taken_e4,
        settings.rounding_mode,
        case
            when settings.deduction_base = 'earned' then due.earned_amount
            else {{ divide('due.basic_numerator', 'due.basic_denominator', 'settings.rounding_mode') }}
        end as basis_amount,
        -- a share of the exact whole, not of its rounded display
        case when settings.deduction_base = 'earned' then due.earned_amount else due.basic_numerator end
        * limited.taken_e4 as numerator,
        case when settings.deduction_base = 'earned' then 1 else due.basic_denominator end
        * cast(1000000 as hugeint) as denominator
    from limited
    inner join {{ ref('int_employees') }} as employees
        on limited.agency_id = employees.agency_id and limited.employee_id = employees.employee_id
    {{ settings_of('employees') }}
    inner join {{ ref('int_due_amounts') }} as due
        on limited.agency_id = due.agency_id and limited.employee_id = due.employee_id
    where settings.deduction_apply = 'line' and limited.taken_e4 > 0
)

select
    agency_id,
    employee_id,
    assignment_id,
    component as event_kind,
    rule_id,
    ordinal,
    is_assumed,
    quantity,
    taken_e4,
    cast(basis_amount as bigint) as basis_amount,
    cast(-numerator as hugeint) as numerator,
    cast(denominator as hugeint) as denominator,
    cast(-({{ divide('numerator', 'denominator', 'rounding_mode') }}) as bigint) as amount
from exact
