-- grain: one row per employee and event, kind of event or sum (as the policy's grain says) cut from the whole as a line
with events as (
    select
        agency_id, employee_id, event_kind, rule_id, ordinal, points_e4,
        strftime(work_date, '%Y-%m-%d') as happened_on, work_date, scope_id, false as is_assumed
    from {{ ref('int_discipline_events') }}
    where base = 'total'
    union all
    select
        agency_id, employee_id, event_kind, rule_id, ordinal, points_e4,
        'ke-' || event_no, null, null, is_assumed
    from {{ ref('int_recap_events') }}
    where base = 'total'
),

per_line as (
    select
        events.agency_id,
        events.employee_id,
        employees.assignment_id,
        employees.scope_id,
        settings.deduction_base,
        settings.deduction_cap_e4,
        settings.rounding_mode,
        settings.rounding_unit,
        case when settings.deduction_grain = 'sum' then settings.deduction_rule_id else events.rule_id end
            as rule_id,
        case settings.deduction_grain
            when 'event' then events.event_kind || ' ' || events.happened_on
            when 'kind' then events.event_kind
            else 'jumlah'
        end as detail,
        -- a cut is cited as its rule stood on its day (the last one, of several), a sum as it stands for the month
        max(events.work_date) filter (where settings.deduction_grain <> 'sum') as cited_on,
        arg_max(events.scope_id, events.work_date) filter (where settings.deduction_grain <> 'sum')
            as cited_scope_id,
        min(events.ordinal) as ordinal,
        count(*) as quantity,
        sum(events.points_e4) as pct_e4,
        bool_or(events.is_assumed) as is_assumed
    from events
    inner join {{ ref('int_employees') }} as employees
        on events.agency_id = employees.agency_id and events.employee_id = employees.employee_id
    {{ settings_of('employees') }}
    where events.points_e4 > 0 and settings.deduction_apply = 'line'
    group by all
),

limited as (
    select
        *,
        greatest(
            least(
                pct_e4,
                deduction_cap_e4 - (
                    sum(pct_e4) over (
                        partition by agency_id, employee_id order by rule_id, detail
                        rows between unbounded preceding and current row
                    ) - pct_e4
                )
            ),
            0
        ) as taken_e4
    from per_line
),

exact as (
    select
        limited.*,
        case
            when limited.deduction_base = 'earned' then due.earned_amount
            else {{ divide('due.basic_numerator', 'due.basic_denominator', 'limited.rounding_mode') }}
        end as basis_amount,
        -- a share of the exact whole, not of its rounded display
        case when limited.deduction_base = 'earned' then due.earned_amount else due.basic_numerator end
        * limited.taken_e4 as numerator,
        case when limited.deduction_base = 'earned' then 1 else due.basic_denominator end
        * cast(1000000 as hugeint) as denominator
    from limited
    inner join {{ ref('int_due_amounts') }} as due
        on limited.agency_id = due.agency_id and limited.employee_id = due.employee_id
    where limited.taken_e4 > 0
)

select
    agency_id,
    employee_id,
    assignment_id,
    detail,
    rule_id,
    cited_on,
    cited_scope_id,
    ordinal,
    is_assumed,
    quantity,
    taken_e4,
    cast(basis_amount as bigint) as basis_amount,
    cast(-numerator as hugeint) as numerator,
    cast(denominator as hugeint) as denominator,
    cast(
        -({{ divide('numerator', 'denominator * rounding_unit', 'rounding_mode') }}) * rounding_unit as bigint
    )
        as amount
from exact
