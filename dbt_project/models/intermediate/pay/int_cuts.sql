-- grain: one row per employee with a post in the month: the percents that cut the whole, and what they keep of a line
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
),

thresholds as (
    select agency_id, employee_id, min(value_e4) as pay_pct_e4, arg_min(rule_id, value_e4) as rule_id
    from {{ ref('int_thresholds') }}
    where is_crossed and operation = 'pay_percent'
    group by agency_id, employee_id
),

percents as (
    select
        employees.agency_id,
        employees.employee_id,
        settings.sanction_apply,
        settings.deduction_rule_id,
        settings.sanction_rule_id,
        coalesce(sanctions.sanction_e4, 0) as sanction_e4,
        sanctions.decisions,
        thresholds.rule_id as threshold_rule_id,
        cast(coalesce(thresholds.pay_pct_e4, 1000000) as hugeint) as kept_at_threshold_e4,
        case
            when settings.deduction_apply = 'inside'
                then
                    1000000 - least(
                        coalesce(attendance.total_pct_e4, 0), coalesce(settings.deduction_cap_e4, 1000000)
                    )
            else cast(1000000 as hugeint)
        end as kept_after_deduction_e4,
        case
            when settings.sanction_apply = 'inside' then 1000000 - coalesce(sanctions.sanction_e4, 0)
            else cast(1000000 as hugeint)
        end as kept_after_sanction_e4
    from {{ ref('int_employees') }} as employees
    {{ settings_of('employees') }}
    left join {{ ref('int_attendance') }} as attendance
        on employees.agency_id = attendance.agency_id and employees.employee_id = attendance.employee_id
    left join sanctions
        on employees.agency_id = sanctions.agency_id and employees.employee_id = sanctions.employee_id
    left join thresholds
        on employees.agency_id = thresholds.agency_id and employees.employee_id = thresholds.employee_id
),

kept as (
    select
        *,
        kept_at_threshold_e4 * kept_after_deduction_e4 * kept_after_sanction_e4 as numerator,
        cast(1000000 as hugeint) * 1000000 * 1000000 as denominator
    from percents
)

select
    * exclude (numerator, denominator),
    cast({{ reduced('numerator', 'numerator', 'denominator') }} as hugeint) as kept_numerator,
    cast({{ reduced('denominator', 'numerator', 'denominator') }} as hugeint) as kept_denominator
from kept
