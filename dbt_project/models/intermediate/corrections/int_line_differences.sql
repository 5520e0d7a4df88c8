-- grain: one row per employee, earlier month and line on which what is due differs from what was released
with paid as (
    select distinct agency_id, release_month as for_month, employee_id
    from {{ source('input', 'paid_people') }}
    where not is_held
),

known as (select distinct agency_id, for_month from {{ source('input', 'due_people') }}),

-- a correction that was released counts for the line that it corrects
lines as (
    select
        agency_id, employee_id, for_month, coalesce(corrected_kind, line_kind) as corrected_kind,
        component, aspect, case when corrected_kind is null then detail else corrected_detail end as detail,
        rule_id, rule_title, citation, clause, rule_status, policy_version, false as is_due,
        amount as paid_amount, cast(0 as bigint) as due_amount
    from {{ source('input', 'paid_lines') }}
    union all
    select
        agency_id, employee_id, for_month, line_kind, component, aspect, detail,
        rule_id, rule_title, citation, clause, rule_status, policy_version, true, 0, amount
    from {{ source('input', 'due_lines') }}
),

-- a cut is told by its event; of the other lines the stretch and the step may move without their amount
keyed as (
    select
        lines.* exclude (detail),
        case when lines.corrected_kind = 'potongan' then lines.detail end as corrected_detail
    from lines
    inner join {{ source('input', 'correction_scope') }} as scope
        on lines.agency_id = scope.agency_id and scope.is_open
    semi join paid
        on
            lines.agency_id = paid.agency_id
            and lines.employee_id = paid.employee_id
            and lines.for_month = paid.for_month
    semi join known on lines.agency_id = known.agency_id and lines.for_month = known.for_month
)

select
    agency_id,
    employee_id,
    for_month,
    corrected_kind,
    component,
    aspect,
    corrected_detail,
    {% for column in ['rule_id', 'rule_title', 'citation', 'clause', 'rule_status', 'policy_version'] -%}
        any_value({{ column }} order by is_due desc, rule_id asc, policy_version asc) as {{ column }},
    {% endfor -%}
    cast(sum(paid_amount) as bigint) as paid_amount,
    cast(sum(due_amount) as bigint) as due_amount
from keyed
group by agency_id, employee_id, for_month, corrected_kind, component, aspect, corrected_detail
having sum(due_amount) <> sum(paid_amount)
