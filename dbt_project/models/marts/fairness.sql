-- grain: one row per agency, dimension (class, status, unit, sex, age band), group of people in it and value that is compared
-- everything is counted from ranks, so that no single far value and no scale decides
{% set dimensions = ['job_class', 'employment_status', 'unit_id', 'sex', 'age_band'] %}
with compared as (
    select agency_id, month, employee_id, 'pay_share' as value_kind, pay_share_e4 as value_e4
    from {{ ref('fairness_people') }}
    union all
    select people.agency_id, people.month, people.employee_id, scores.aspect, scores.score_e4
    from {{ ref('fairness_people') }} as people
    inner join {{ ref('int_aspect_scores') }} as scores
        on
            people.agency_id = scores.agency_id
            and people.employee_id = scores.employee_id
            and people.assignment_id = scores.assignment_id
    where scores.score_e4 is not null
),

-- twice the middle rank: ties stand together, and it stays an integer
ranked as (
    select
        *,
        2 * rank() over (partition by agency_id, value_kind order by value_e4)
        + count(*) over (partition by agency_id, value_kind, value_e4) - 1 as middle_rank,
        count(*) over (partition by agency_id, value_kind) as all_people,
        sum(cast(value_e4 as hugeint)) over (partition by agency_id, value_kind) as all_sum
    from compared
),

member as (
    {% for dimension in dimensions -%}
        select agency_id, employee_id, '{{ dimension }}' as dimension, {{ dimension }} as group_key
        from {{ ref('fairness_people') }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

counted as (
    select
        ranked.agency_id,
        ranked.month,
        member.dimension,
        member.group_key,
        ranked.value_kind,
        cast(count(*) as hugeint) as people,
        cast(any_value(ranked.all_people) as hugeint) - count(*) as others,
        sum(cast(ranked.value_e4 as hugeint)) as value_sum,
        any_value(ranked.all_sum) as all_sum,
        sum(cast(ranked.middle_rank as hugeint)) as rank_sum,
        quantile_disc(ranked.value_e4, cast(0.25 as decimal(3, 2))) as lower_quartile_e4,
        quantile_disc(ranked.value_e4, cast(0.5 as decimal(3, 2))) as median_e4,
        quantile_disc(ranked.value_e4, cast(0.75 as decimal(3, 2))) as upper_quartile_e4
    from ranked
    inner join member on ranked.agency_id = member.agency_id and ranked.employee_id = member.employee_id
    group by ranked.agency_id, ranked.month, member.dimension, member.group_key, ranked.value_kind
),

-- pairs in which the one of the group is above the one of the rest, less those in which it is below
paired as (
    select *, rank_sum - people * (people + 1) - people * others as above_less_below, people * others as pairs
    from counted
)

select
    agency_id,
    month,
    dimension,
    group_key,
    value_kind,
    cast(people as bigint) as people,
    cast(others as bigint) as others,
    cast(value_sum as decimal(38, 0)) as value_sum_e4,
    cast({{ divide('value_sum', 'people', "'half_up'") }} as bigint) as mean_e4,
    cast({{ divide('(all_sum - value_sum)', 'others', "'half_up'") }} as bigint) as others_mean_e4,
    cast(lower_quartile_e4 as bigint) as lower_quartile_e4,
    cast(median_e4 as bigint) as median_e4,
    cast(upper_quartile_e4 as bigint) as upper_quartile_e4,
    cast(rank_sum as decimal(38, 0)) as rank_sum,
    cast(above_less_below as decimal(38, 0)) as above_less_below,
    cast(pairs as decimal(38, 0)) as pairs,
    cast({{ divide('10000 * above_less_below', 'pairs', "'half_up'") }} as bigint) as effect_e4,
    cast(
        {{ divide(
            '30000 * above_less_below * above_less_below', '(pairs * (people + others + 1))', "'half_up'"
        ) }}
        as bigint
    ) as chance_ratio_e4
from paired
