-- grain: one row per agency, scope (`*` is the whole office) and date whose rules decide, with the settings in force on it
select
    dates.agency_id,
    dates.rule_date,
    settings.* exclude (agency_id, policy_id, version_id, valid_from, valid_to)
from {{ ref('int_rule_dates') }} as dates
inner join {{ source('input', 'policy_settings') }} as settings
    on
        dates.agency_id = settings.agency_id
        and dates.rule_date between settings.valid_from and settings.valid_to
