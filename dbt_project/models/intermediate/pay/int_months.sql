-- grain: one row per agency of the run, with the office's settings on the date whose rules decide its month
with candidates as (
    select
        agency.agency_id,
        agency.policy_status,
        run_month.month,
        run_month.month_start,
        run_month.month_end,
        case
            when settings.change_rule = 'first_day' then greatest(run_month.month_start, settings.valid_from)
            else run_month.month_end
        end as rule_date
    from {{ source('input', 'agency') }} as agency
    cross join {{ source('input', 'run_month') }} as run_month
    inner join {{ source('input', 'policy_settings') }} as settings
        on
            agency.agency_id = settings.agency_id
            and settings.scope_id = '*'
            and run_month.month_end between settings.valid_from and settings.valid_to
)

select
    candidates.*,
    settings.* exclude (agency_id, valid_from, valid_to)
from candidates
inner join {{ source('input', 'policy_settings') }} as settings
    on
        candidates.agency_id = settings.agency_id
        and settings.scope_id = '*'
        and candidates.rule_date between settings.valid_from and settings.valid_to
