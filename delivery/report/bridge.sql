-- grain: one row per person of an agency in the month or the one before, and cause, with what it changed in whole rupiah.
-- Each month's pay is split into levels that add up to it; a cause is the level now less the level before.
with people as materialized (
    select
        month, agency_id, employee_id, computed_amount, incentive_amount,
        concat_ws('|', policy_id, policy_version) as version,
        concat_ws('|', unit_id, post_name, post_type, job_class, employment_status) as post
    from marts.monthly_incentives
    where month in ($month, $before)
),
lines as materialized (
    select
        month, agency_id, employee_id, assignment_id, component, line_id, line_kind, amount,
        date_diff('day', stretch_from, stretch_to) + 1 as days
    from marts.incentive_lines
    where month in ($month, $before)
),
-- days of each stretch among all that the person is paid for: two posts in a month are one month's basis
stretches as (
    select month, agency_id, employee_id, assignment_id, any_value(days) as days
    from lines
    where line_kind = 'reguler'
    group by all
),
parts as (
    select *, sum(days) over (partition by month, agency_id, employee_id) as all_days from stretches
),
factors as materialized (
    select
        steps.month, steps.line_id, steps.factor_kind, steps.label, steps.score_e4,
        cast(steps.numerator as hugeint) as n, cast(steps.denominator as hugeint) as d
    from marts.incentive_line_factors as steps
    semi join lines on steps.month = lines.month and steps.line_id = lines.line_id
),
posts as (
    select
        lines.month, lines.agency_id, lines.employee_id, lines.assignment_id, lines.component,
        coalesce(max(n) filter (where factor_kind = 'pokok'), 0) as whole,
        coalesce(max(n) filter (where factor_kind = 'status' and label = 'status kepegawaian'), 1) as status_n,
        coalesce(max(d) filter (where factor_kind = 'status' and label = 'status kepegawaian'), 1) as status_d,
        coalesce(max(n) filter (where factor_kind = 'status' and label <> 'status kepegawaian'), 1) as only_n,
        coalesce(max(d) filter (where factor_kind = 'status' and label <> 'status kepegawaian'), 1) as only_d,
        coalesce(max(n) filter (where factor_kind = 'hari'), 1) as paid_n,
        coalesce(max(d) filter (where factor_kind = 'hari'), 1) as paid_d,
        coalesce(max(n) filter (where factor_kind = 'ambang'), 1) as kept_n,
        coalesce(max(d) filter (where factor_kind = 'ambang'), 1) as kept_d,
        coalesce(max(n) filter (where factor_kind = 'potongan'), 1) as left_n,
        coalesce(max(d) filter (where factor_kind = 'potongan'), 1) as left_d,
        coalesce(max(n) filter (where factor_kind = 'sanksi'), 1) as free_n,
        coalesce(max(d) filter (where factor_kind = 'sanksi'), 1) as free_d
    from lines
    inner join factors on lines.month = factors.month and lines.line_id = factors.line_id
    where lines.line_kind = 'reguler'
    group by all
),
-- what acting posts add is the same step in every line of the component
acting as (
    select month, agency_id, employee_id, assignment_id, component, sum(added) as added
    from (
        select distinct
            lines.month, lines.agency_id, lines.employee_id, lines.assignment_id, lines.component, factors.label,
            n // d as added
        from lines
        inner join factors on lines.month = factors.month and lines.line_id = factors.line_id
        where lines.line_kind = 'reguler' and factors.factor_kind = 'plt'
    )
    group by all
),
values_ as materialized (
    select
        posts.*,
        whole * status_n * only_n * parts.days // (status_d * only_d * parts.all_days) as basis,
        whole * status_n * only_n * paid_n // (status_d * only_d * paid_d) as for_days,
        coalesce(acting.added, 0) as added
    from posts
    inner join parts using (month, agency_id, employee_id, assignment_id)
    left join acting using (month, agency_id, employee_id, assignment_id, component)
),
-- weight of an aspect from its step, which is weight x score; of a score of 0 what the others leave
scores as (
    select
        *,
        case when score_e4 > 0 then n // score_e4 * 1000000000000 // (d // 1000000) end as known,
        count(*) filter (where score_e4 = 0) over component as nothing
    from (
        select distinct
            lines.month, lines.agency_id, lines.employee_id, lines.assignment_id, lines.component,
            factors.label as aspect, factors.score_e4, n, d
        from lines
        inner join factors on lines.month = factors.month and lines.line_id = factors.line_id
        where lines.line_kind = 'reguler' and factors.factor_kind = 'nilai'
    )
    window component as (partition by month, agency_id, employee_id, assignment_id, component)
),
losses as materialized (
    select
        scores.month, scores.agency_id, scores.employee_id, scores.assignment_id, scores.component, scores.aspect,
        (values_.for_days + values_.added) * (1000000 - scores.score_e4)
        * coalesce(known, greatest(1000000000000 - coalesce(sum(known) over component, 0), 0) // nothing)
        // 1000000000000000000 as lost
    from scores
    inner join values_ using (month, agency_id, employee_id, assignment_id, component)
    window component as (
        partition by scores.month, scores.agency_id, scores.employee_id, scores.assignment_id, scores.component
    )
),
lost as (
    select month, agency_id, employee_id, assignment_id, component, sum(lost) as lost from losses group by all
),
scored as (
    select values_.*, for_days + added - coalesce(lost.lost, 0) as reached
    from values_
    left join lost using (month, agency_id, employee_id, assignment_id, component)
),
levels as (
    select month, agency_id, employee_id, 'basis' as cause, basis as amount from values_
    union all
    select month, agency_id, employee_id, 'share', for_days - basis from values_
    union all
    select month, agency_id, employee_id, 'acting', added from values_
    union all
    select month, agency_id, employee_id, aspect, -lost from losses
    union all
    select month, agency_id, employee_id, 'discipline', reached * kept_n // kept_d * left_n // left_d - reached
    from scored
    union all
    select
        month, agency_id, employee_id, 'sanction',
        reached * kept_n // kept_d * left_n // left_d * (free_n - free_d) // free_d
    from scored
    union all
    select
        month, agency_id, employee_id,
        case
            when line_kind = 'cuti' then 'share'
            when line_kind = 'potongan' then 'discipline'
            when line_kind = 'sanksi' then 'sanction'
            when line_kind in ('batas_atas', 'batas_bawah') then 'limit'
            when line_kind = 'penyesuaian_pagu' then 'budget'
            when line_kind in ('kekurangan', 'kelebihan') then 'correction'
            else 'other'
        end,
        amount
    from lines
    where line_kind <> 'reguler'
    union all
    select month, agency_id, employee_id, 'hold', incentive_amount - computed_amount
    from people
),
-- what is left of the computed amount is what rounding gave or took
whole as (
    select month, agency_id, employee_id, cause, cast(amount as hugeint) as amount from levels
    union all
    select
        people.month, people.agency_id, people.employee_id, 'rounding',
        any_value(people.incentive_amount) - coalesce(sum(levels.amount), 0)
    from people
    left join levels
        on people.month = levels.month and people.agency_id = levels.agency_id
        and people.employee_id = levels.employee_id
    group by all
),
sides as (
    select
        agency_id, employee_id,
        bool_or(month = $month) as is_now, bool_or(month = $before) as is_before,
        count(distinct version) > 1 as is_other_version, count(distinct post) > 1 as is_other_post
    from people
    group by all
)
select
    agency_id, employee_id,
    case
        when not is_before then 'joined'
        when not is_now then 'left'
        when cause = 'basis' then case when is_other_version and not is_other_post then 'policy' else 'post' end
        else cause
    end as cause,
    sum(case when month = $month then amount else -amount end) as amount
from whole
inner join sides using (agency_id, employee_id)
group by all
having sum(case when month = $month then amount else -amount end) <> 0
