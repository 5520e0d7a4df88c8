-- grain: one row per employee and key of reviews that the next month starts from
-- where one rule looks at the month and another does not, the next month is compared with the one before
select
    reviews.agency_id,
    reviews.employee_id,
    'aspect:' || reviews.aspect as state_key,
    cast(null as varchar) as value_text,
    coalesce(reviews.score_e4, reviews.before_e4) as value_e4,
    case when reviews.score_e4 is null then reviews.before_month else reviews.month end as source_month
from {{ ref('int_reviews') }} as reviews
where coalesce(reviews.score_e4, reviews.before_e4) is not null
qualify
    row_number() over (
        partition by reviews.agency_id, reviews.employee_id, reviews.aspect order by source_month
    ) = 1
union all
select
    agency_id,
    employee_id,
    'run:' || review_id,
    null,
    cast(run_months as bigint) * 10000,
    month
from {{ ref('int_reviews') }}
where run_months > 0
union all
select
    agency_id,
    employee_id,
    'coaching:' || review_id,
    look_again_month,
    goal_e4,
    opened_month
from {{ ref('int_reviews') }}
where list_kind = 'coaching' and state in ('new', 'running')
union all
select
    agency_id,
    employee_id,
    'praised:' || review_id,
    null,
    cast(null as bigint),
    month
from {{ ref('int_reviews') }}
where list_kind = 'recognition' and state in ('new', 'running')
