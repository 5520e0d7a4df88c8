-- grain: one row per agency and stretch of the month under one set of rules: the month, unless changes count by days
select
    agency_id,
    month_start as period_from,
    month_end as period_to,
    rule_date
from {{ ref('int_months') }}
where change_rule <> 'by_days'

union all

select
    months.agency_id,
    greatest(settings.valid_from, months.month_start) as period_from,
    least(settings.valid_to, months.month_end) as period_to,
    least(settings.valid_to, months.month_end) as rule_date
from {{ ref('int_months') }} as months
inner join {{ source('input', 'policy_settings') }} as settings
    on
        months.agency_id = settings.agency_id
        and settings.scope_id = '*'
        and months.month_end >= settings.valid_from
        and months.month_start <= settings.valid_to
where months.change_rule = 'by_days'
