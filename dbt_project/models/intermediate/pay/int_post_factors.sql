-- grain: one row per paid stretch of someone entitled: what is left of its amounts by status and as an only post
with percents as (
    select
        posts.agency_id,
        posts.employee_id,
        posts.assignment_id,
        posts.scope_id,
        posts.rule_date,
        statuses.rule_id as status_rule_id,
        acting.rule_id as only_post_rule_id,
        cast(coalesce(statuses.factor_e4, 1000000) as hugeint) as status_e4,
        cast(
            case when posts.is_only_post then coalesce(acting.only_post_pct_e4, 1000000) else 1000000 end
            as hugeint
        ) as only_post_e4
    from {{ ref('int_assignments') }} as posts
    {{ settings_of('posts') }}
    left join {{ source('input', 'policy_status_factors') }} as statuses
        on {{ in_force('statuses') }} and posts.employment_status = statuses.employment_status
    left join {{ source('input', 'policy_acting') }} as acting on {{ in_force('acting') }}
    where (not posts.is_acting or posts.is_only_post) and coalesce(statuses.is_entitled, true)
)

select
    *,
    {{ reduced('status_e4 * only_post_e4', 'status_e4 * only_post_e4', '1000000000000') }}
        as factor_numerator,
    {{ reduced('1000000000000', 'status_e4 * only_post_e4', '1000000000000') }}
        as factor_denominator
from percents
