-- grain: one row per agency and scope (`*` is the whole office), with the settings that decide its month
select
    months.agency_id,
    months.month,
    months.month_start,
    months.month_end,
    months.rule_date,
    settings.* exclude (agency_id, policy_id, version_id, valid_from, valid_to)
from {{ ref('int_months') }} as months
inner join {{ source('input', 'policy_settings') }} as settings
    on
        months.agency_id = settings.agency_id
        and months.rule_date between settings.valid_from and settings.valid_to
