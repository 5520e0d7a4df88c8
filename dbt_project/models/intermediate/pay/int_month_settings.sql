-- grain: one row per agency, scope (`*` is the whole office) and deciding date, with the settings in force on it
select
    periods.agency_id,
    periods.rule_date,
    settings.* exclude (agency_id, policy_id, version_id, valid_from, valid_to)
from {{ ref('int_periods') }} as periods
inner join {{ source('input', 'policy_settings') }} as settings
    on
        periods.agency_id = settings.agency_id
        and periods.rule_date between settings.valid_from and settings.valid_to
