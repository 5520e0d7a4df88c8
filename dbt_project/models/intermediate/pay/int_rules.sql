-- grain: one row per agency, scope and rule in force on the date that decides the month
select
    rules.agency_id,
    rules.scope_id,
    settings.rule_date,
    rules.rule_id,
    rules.title as rule_title,
    rules.citation,
    rules.clause,
    rules.status as rule_status,
    rules.policy_id || '@' || rules.version_id as policy_version
from {{ source('input', 'policy_rules') }} as rules
inner join {{ ref('int_month_settings') }} as settings on {{ in_force('rules') }}
