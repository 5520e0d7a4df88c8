-- grain: one row per agency and version of its own rules, with the days of the month under it
select
    months.agency_id,
    months.change_rule,
    greatest(settings.valid_from, months.month_start) as valid_from,
    least(settings.valid_to, months.month_end) as valid_to
from {{ ref('int_months') }} as months
inner join {{ source('input', 'policy_settings') }} as settings
    on
        months.agency_id = settings.agency_id
        and settings.scope_id = '*'
        and months.month_end >= settings.valid_from
        and months.month_start <= settings.valid_to
