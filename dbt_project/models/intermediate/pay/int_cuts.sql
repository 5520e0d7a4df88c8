-- grain: one row per employee with a post in the month: percents cut from the whole, by deduction and by sanction
with sanctions as (
    select
        cases.agency_id,
        cases.employee_id,
        least(sum(cases.deduction_pct_e4), 1000000) as sanction_e4,
        string_agg(cases.decision_no, ', ' order by cases.decision_no) as decisions
    from {{ ref('stg_discipline_cases') }} as cases
    inner join {{ ref('int_months') }} as months on cases.agency_id = months.agency_id
    where
        coalesce(cases.decision_no, '') <> ''
        and cases.deduction_pct_e4 > 0
        and cases.applies_from <= months.month_end
        and cases.applies_to >= months.month_start
    group by cases.agency_id, cases.employee_id
)

select
    employees.agency_id,
    employees.employee_id,
    settings.deduction_apply,
    settings.deduction_base,
    settings.sanction_apply,
    least(coalesce(attendance.total_pct_e4, 0), coalesce(settings.deduction_cap_e4, 1000000)) as deduction_e4,
    coalesce(sanctions.sanction_e4, 0) as sanction_e4,
    sanctions.decisions,
    settings.deduction_rule_id,
    rules.rule_id as sanction_rule_id,
    case
        when settings.deduction_apply = 'inside' then 1000000 - least(coalesce(attendance.total_pct_e4, 0), coalesce(settings.deduction_cap_e4, 1000000))
        else 1000000
    end as kept_after_deduction_e4,
    case
        when settings.sanction_apply = 'inside' then 1000000 - coalesce(sanctions.sanction_e4, 0) else 1000000
    end as kept_after_sanction_e4
from {{ ref('int_employees') }} as employees
{{ settings_of('employees') }}
left join {{ ref('int_attendance') }} as attendance
    on employees.agency_id = attendance.agency_id and employees.employee_id = attendance.employee_id
left join sanctions
    on employees.agency_id = sanctions.agency_id and employees.employee_id = sanctions.employee_id
left join {{ source('input', 'policy_sanctions') }} as rules on {{ in_force('rules') }}
