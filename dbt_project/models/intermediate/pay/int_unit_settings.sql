-- grain: one row per unit: the month, and the settings of the unit's scope on the date that decides it
select
    units.agency_id,
    units.unit_id,
    months.month_start,
    months.month_end,
    months.counted_until,
    settings.* exclude (agency_id)
from {{ ref('int_months') }} as months
inner join {{ ref('int_unit_rules') }} as units
    on months.agency_id = units.agency_id and months.rule_date = units.rule_date
{{ settings_of('units') }}
