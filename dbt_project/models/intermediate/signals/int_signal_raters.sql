-- grain: one row per rater who rated somebody in the month: how alike the answers are, how far from other raters'
with answers as (
    select
        agency_id,
        rater_id,
        employee_id,
        file_no,
        row_no,
        concat_ws(',', v1, v2, v3, v4, v5, v6, v7) as wording,
        list_sum(list_filter([v1, v2, v3, v4, v5, v6, v7], lambda answer: answer is not null)) as total,
        len(list_filter([v1, v2, v3, v4, v5, v6, v7], lambda answer: answer is not null)) as answer_count
    from {{ ref('stg_rating_360') }}
    where rater_id <> employee_id
),

beside as (
    select
        *,
        sum(total) over rated - total as other_total,
        sum(answer_count) over rated - answer_count as other_count
    from answers
    where answer_count > 0
    window rated as (partition by agency_id, employee_id)
)

select
    agency_id,
    rater_id,
    count(*) as people,
    count(*) as measured,
    count(*) as occurrences,
    count(distinct wording) as wordings,
    count(*) filter (where other_count > 0) as compared_people,
    cast(
        sum(total * 100 // answer_count - other_total * 100 // other_count) filter (where other_count > 0)
        // nullif(count(*) filter (where other_count > 0), 0) as bigint
    ) as difference,
    list(concat_ws(':', file_no, row_no) order by file_no, row_no) as places
from beside
group by agency_id, rater_id
