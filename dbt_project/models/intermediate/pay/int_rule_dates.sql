-- grain: one row per agency and date whose rules decide: deciding dates, and the last day of the month under each version
select agency_id, rule_date from {{ ref('int_periods') }}
union
select months.agency_id, least(settings.valid_to, months.month_end)
from {{ ref('int_months') }} as months
inner join {{ source('input', 'policy_settings') }} as settings
    on
        months.agency_id = settings.agency_id
        and settings.scope_id = '*'
        and months.month_end >= settings.valid_from
        and months.month_start <= settings.valid_to
