-- grain: one row per agency and date whose rules decide: deciding dates, and the last day of the month under each version
select agency_id, rule_date from {{ ref('int_periods') }}
union
select agency_id, valid_to from {{ ref('int_month_versions') }}
