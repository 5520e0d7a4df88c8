-- grain: one row per agency and part of pay: what it took from the whole, and how far it moves what people get
with weighed as (
    select
        weights.agency_id,
        weights.employee_id,
        weights.assignment_id,
        weights.aspect,
        weights.score_e4,
        {{ divide(
            'basis.basis_numerator * (' ~ reduced('weights.weight_numerator', 'weights.weight_numerator', 'weights.weight_denominator') ~ ')',
            '(basis.basis_denominator * (' ~ reduced('weights.weight_denominator', 'weights.weight_numerator', 'weights.weight_denominator') ~ '))',
            "'half_up'"
        ) }} as full_amount
    from {{ ref('int_weights') }} as weights
    inner join {{ ref('int_basis') }} as basis
        on
            weights.agency_id = basis.agency_id
            and weights.employee_id = basis.employee_id
            and weights.assignment_id = basis.assignment_id
            and weights.component = basis.component
),

measured as (
    select
        agency_id,
        employee_id,
        assignment_id,
        aspect,
        measure,
        score_e4,
        cast(weight_e4 as hugeint) as weight_e4,
        sum(cast(weight_e4 as hugeint)) over (partition by agency_id, employee_id, assignment_id, aspect)
            as weights_e4
    from {{ ref('int_measure_scores') }}
    where score_e4 is not null
),

-- a part's own loss: its weight in rupiah times what its score lacks of 100
parts as (
    select
        weighed.agency_id,
        weighed.employee_id,
        weighed.aspect,
        measured.measure,
        {{ divide('weighed.full_amount * measured.weight_e4', 'measured.weights_e4', "'half_up'") }}
            as full_amount,
        {{ divide(
            'weighed.full_amount * measured.weight_e4 * (1000000 - measured.score_e4)',
            '(measured.weights_e4 * 1000000)', "'half_up'"
        ) }} as lost_amount
    from weighed
    inner join measured
        on
            weighed.agency_id = measured.agency_id
            and weighed.employee_id = measured.employee_id
            and weighed.assignment_id = measured.assignment_id
            and weighed.aspect = measured.aspect
    union all
    select agency_id, employee_id, line_kind, null, 0, -amount
    from {{ ref('incentive_lines') }}
    where stage between 2 and 5
),

own as (
    select
        parts.agency_id,
        parts.employee_id,
        parts.aspect as part,
        coalesce(parts.measure, '') as measure,
        sum(parts.full_amount) as full_amount,
        sum(parts.lost_amount) as lost_amount,
        {{ divide('1000000 * sum(parts.lost_amount)', 'any_value(people.due_amount)', "'half_up'") }}
            as lost_e4
    from parts
    inner join {{ ref('fairness_people') }} as people
        on parts.agency_id = people.agency_id and parts.employee_id = people.employee_id
    group by parts.agency_id, parts.employee_id, parts.aspect, coalesce(parts.measure, '')
),

told as (
    select agency_id, employee_id, sum(lost_amount) as lost_amount, sum(lost_e4) as lost_e4
    from own
    group by agency_id, employee_id
),

-- what thresholds, roundings and cuts inside a line add is the rest, so that the parts are the whole
complete as (
    select agency_id, employee_id, part, measure, full_amount, lost_amount, lost_e4 from own
    union all
    select
        people.agency_id, people.employee_id, 'lainnya', '', 0,
        people.due_amount - people.own_amount - coalesce(told.lost_amount, 0),
        1000000 - people.pay_share_e4 - coalesce(told.lost_e4, 0)
    from {{ ref('fairness_people') }} as people
    left join told on people.agency_id = told.agency_id and people.employee_id = told.employee_id
),

wholes as (
    select
        agency_id,
        any_value(month) as month,
        cast(count(*) as hugeint) as people,
        sum(cast(due_amount as hugeint)) as due_amount,
        sum(cast(due_amount - own_amount as hugeint)) as lost_amount,
        sum(cast(1000000 - pay_share_e4 as hugeint)) as lost_sum,
        sum(cast(1000000 - pay_share_e4 as hugeint) * (1000000 - pay_share_e4)) as lost_squares
    from {{ ref('fairness_people') }}
    group by agency_id
),

summed as (
    select
        complete.agency_id,
        complete.part,
        complete.measure,
        count(*) as people,
        count(*) filter (where complete.lost_amount <> 0) as people_losing,
        sum(cast(complete.full_amount as hugeint)) as full_amount,
        sum(cast(complete.lost_amount as hugeint)) as lost_amount,
        sum(cast(complete.lost_e4 as hugeint)) as lost_sum,
        sum(cast(complete.lost_e4 as hugeint) * (1000000 - people.pay_share_e4)) as products
    from complete
    inner join {{ ref('fairness_people') }} as people
        on complete.agency_id = people.agency_id and complete.employee_id = people.employee_id
    group by complete.agency_id, complete.part, complete.measure
),

-- covariance of the part with the whole over the variance of the whole, both times the square of the people
moved as (
    select
        summed.*,
        wholes.month,
        wholes.people as all_people,
        wholes.due_amount,
        wholes.lost_amount as all_lost_amount,
        wholes.people * summed.products - summed.lost_sum * wholes.lost_sum as moved,
        wholes.people * wholes.lost_squares - wholes.lost_sum * wholes.lost_sum as all_moved
    from summed
    inner join wholes on summed.agency_id = wholes.agency_id
)

select
    agency_id,
    month,
    part,
    measure,
    cast(people as bigint) as people,
    cast(people_losing as bigint) as people_losing,
    cast(all_people as bigint) as all_people,
    cast(full_amount as bigint) as full_amount,
    cast(lost_amount as bigint) as lost_amount,
    cast(all_lost_amount as bigint) as all_lost_amount,
    cast({{ divide('1000000 * full_amount', 'due_amount', "'half_up'") }} as bigint) as weight_e4,
    cast(
        case
            when all_lost_amount > 0
                then {{ divide('1000000 * lost_amount', 'all_lost_amount', "'half_up'") }}
        end as bigint
    ) as lost_share_e4,
    cast(moved as decimal(38, 0)) as moved,
    cast(all_moved as decimal(38, 0)) as all_moved,
    cast({{ divide('1000000 * moved', 'all_moved', "'half_up'") }} as bigint) as moved_share_e4
from moved
