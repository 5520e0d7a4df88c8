-- grain: one row per employee and review rule that lists them in the month, with the final assessment that coaching is to reach
with dated as (
    select
        reviews.*,
        months.month_start,
        last_day(cast(reviews.look_again_month || '-01' as date)) as looked_at_on,
        last_day(cast(reviews.opened_month || '-01' as date)) as opened_on,
        make_date(
            cast(left(reviews.opened_month, 4) as integer), cast(settings.final_month as integer), 1
        ) as final_month_start,
        cast(settings.final_day as integer) as final_day
    from {{ ref('int_reviews') }} as reviews
    inner join {{ ref('int_months') }} as months on reviews.agency_id = months.agency_id
    {{ settings_of('reviews') }}
    where reviews.state is not null
),

-- in the year in which the coaching began, or where that was before it in the next one
candidates as (
    select
        *,
        coalesce(cast(final_month_start + to_days(final_day - 1) as date), last_day(final_month_start))
            as same_year_on
    from dated
),

assessed as (
    select
        *,
        case
            when same_year_on < opened_on
                then coalesce(
                        cast(final_month_start + to_months(12) + to_days(final_day - 1) as date),
                        last_day(final_month_start + to_months(12))
                    )
            else same_year_on
        end as final_assessment_on
    from candidates
)

select
    * exclude (final_month_start, final_day, same_year_on),
    case
        when final_assessment_on is not null
            then greatest(
                    date_diff('month', month_start, final_assessment_on)
                    - if(final_assessment_on < last_day(final_assessment_on), 1, 0),
                    0
                )
    end as months_left,
    looked_at_on > final_assessment_on as is_late
from assessed
