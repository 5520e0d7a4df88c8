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
    agency_id,
    valid_from as period_from,
    valid_to as period_to,
    valid_to as rule_date
from {{ ref('int_month_versions') }}
where change_rule = 'by_days'
