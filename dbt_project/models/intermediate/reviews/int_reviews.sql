-- grain: one row per employee and review rule of the policy that looks at them, with what the next month needs to know
with earlier as (
    select agency_id, subject_id as employee_id, state_key, value_text, value_e4, source_month
    from {{ source('input', 'previous_month_state') }}
    where subject_kind = 'employee'
),

looked_at as (
    select
        employees.agency_id,
        months.month,
        employees.employee_id,
        employees.unit_id,
        employees.scope_id,
        employees.rule_date,
        rules.review_id,
        rules.rule_id,
        rules.list_kind,
        rules.aspect,
        rules.change_e4,
        rules.limit_e4,
        rules.months,
        rules.at_most_e4,
        strftime(months.month_start + to_months(cast(rules.reevaluate_months as integer)), '%Y-%m')
            as next_look_month,
        coalesce(days.judged_days * 1000000 < days.due_days * rules.judged_days_e4, false) as is_not_judged,
        now.assignment_id,
        now.score_e4 as measured_e4,
        case
            when rules.change_e4 is null
                then if(rules.list_kind = 'coaching', now.lowest_measure, now.highest_measure)
            else if(rules.list_kind = 'coaching', now.fallen_measure, now.risen_measure)
        end as cause_measure,
        before.value_e4 as before_e4,
        before.source_month as before_month,
        coalesce(run.value_e4 // 10000, 0) as earlier_run,
        praised.source_month is not null as is_praised_before,
        opened.value_e4 as goal_e4,
        opened.value_text as look_again_month,
        opened.source_month as opened_month
    from {{ ref('int_employees') }} as employees
    inner join {{ ref('int_months') }} as months on employees.agency_id = months.agency_id
    {{ settings_of('employees') }}
    inner join {{ source('input', 'policy_reviews') }} as rules on {{ in_force('rules') }}
    left join {{ ref('int_review_days') }} as days
        on employees.agency_id = days.agency_id and employees.employee_id = days.employee_id
    left join {{ ref('int_review_scores') }} as now
        on
            employees.agency_id = now.agency_id
            and employees.employee_id = now.employee_id
            and rules.aspect = now.aspect
    left join earlier as before
        on
            employees.agency_id = before.agency_id
            and employees.employee_id = before.employee_id
            and 'aspect:' || rules.aspect = before.state_key
    left join earlier as run
        on
            employees.agency_id = run.agency_id
            and employees.employee_id = run.employee_id
            and 'run:' || rules.review_id = run.state_key
    left join earlier as opened
        on
            employees.agency_id = opened.agency_id
            and employees.employee_id = opened.employee_id
            and 'coaching:' || rules.review_id = opened.state_key
    left join earlier as praised
        on
            employees.agency_id = praised.agency_id
            and employees.employee_id = praised.employee_id
            and 'praised:' || rules.review_id = praised.state_key
),

-- a month mostly of leave or without evidence says nothing about the person
judgeable as (
    select
        * exclude (is_not_judged, measured_e4)
        replace (
            if(is_not_judged, null, assignment_id) as assignment_id,
            if(is_not_judged, null, cause_measure) as cause_measure
        ),
        if(is_not_judged, null, measured_e4) as score_e4
    from looked_at
),

counted as (
    select
        *,
        -- a month without a measured score neither lengthens nor ends a run
        case
            when score_e4 is null then earlier_run
            when
                case
                    when change_e4 is null and list_kind = 'coaching' then score_e4 < limit_e4
                    when change_e4 is null then score_e4 >= limit_e4
                    when list_kind = 'coaching' then before_e4 - score_e4 > change_e4
                    else score_e4 - before_e4 > change_e4
                end
                then earlier_run + 1
            else 0
        end as run_months
    from judgeable
),

-- how many did at least as well, of those the rule looks at: the longest runs first, then the highest
ranked as (
    select
        *,
        count(*) filter (where score_e4 is not null) over (partition by agency_id, review_id)
            as looked_at_people,
        count(*) filter (where score_e4 is not null and run_months >= months) over (
            partition by agency_id, review_id
            order by run_months desc, if(change_e4 is null, score_e4, score_e4 - before_e4) desc nulls last
        ) as people_as_good
    from counted
),

judged as (
    select
        *,
        case
            when list_kind = 'recognition' and (score_e4 is null or run_months < months) then null
            when people_as_good * 1000000 > looked_at_people * at_most_e4 then 'too_many'
            when list_kind = 'recognition' then if(is_praised_before, 'running', 'new')
            when goal_e4 is null then if(score_e4 is not null and run_months >= months, 'new', null)
            when score_e4 is null or month < look_again_month then 'running'
            when score_e4 >= goal_e4 then 'helped'
            else 'not_helped'
        end as state
    from ranked
)

select
    * exclude (goal_e4, look_again_month, opened_month, next_look_month)
    replace (cast(run_months as integer) as run_months),
    -- what the score must reach: the limit, or where the fall would not have been one
    case
        when list_kind <> 'coaching' then null
        when state = 'new' then coalesce(limit_e4, before_e4 - change_e4)
        else goal_e4
    end as goal_e4,
    case
        when list_kind <> 'coaching' then null
        when state = 'new' then next_look_month
        else look_again_month
    end as look_again_month,
    case when list_kind = 'coaching' then coalesce(opened_month, case when state = 'new' then month end) end
        as opened_month
from judged
