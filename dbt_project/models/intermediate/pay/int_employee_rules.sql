-- grain: one row per employee, scope and date whose rules decide a paid stretch of the month
select distinct agency_id, employee_id, scope_id, rule_date
from {{ ref('int_assignments') }}
where not is_acting or is_only_post
