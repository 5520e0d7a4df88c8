-- grain: one row per agency of the run, with the office's settings on the date whose rules decide its month
with begun as (
    select agency_id, min(valid_from) as first_from
    from {{ source('input', 'policy_settings') }}
    where scope_id = '*'
    group by agency_id
),

candidates as (
    select
        agency.agency_id,
        agency.policy_status,
        run_month.month,
        run_month.month_start,
        run_month.month_end,
        run_month.counted_until,
        case
            when settings.change_rule = 'first_day' then greatest(run_month.month_start, begun.first_from)
            else run_month.month_end
        end as rule_date
    from {{ source('input', 'agency') }} as agency
    cross join {{ source('input', 'run_month') }} as run_month
    inner join {{ source('input', 'policy_settings') }} as settings
        on
            agency.agency_id = settings.agency_id
            and settings.scope_id = '*'
            and run_month.month_end between settings.valid_from and settings.valid_to
    inner join begun on agency.agency_id = begun.agency_id
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
