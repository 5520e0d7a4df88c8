-- grain: one row per employee and stretch of equal pay fields in force in the month
with leavers as (
    select
        posts.*,
        case
            when settings.counts_from = 'assignment_from' then posts.assignment_from
            else greatest(posts.assignment_from, coalesce(posts.duty_from, posts.assignment_from))
        end as starts_on,
        coalesce(posts.service_ended_on - 1, date '9999-12-31') as served_until,
        coalesce(
            case coalesce(own.pay_rule, other.pay_rule)
                when 'full_month' then last_day(posts.service_ended_on)
                when 'none' then cast(date_trunc('month', posts.service_ended_on) as date) - 1
                else posts.service_ended_on - 1
            end,
            date '9999-12-31'
        ) as paid_until
    from {{ ref('stg_employee_assignments') }} as posts
    inner join {{ ref('int_months') }} as months on posts.agency_id = months.agency_id
    inner join {{ ref('int_unit_rules') }} as units
        on
            posts.agency_id = units.agency_id
            and posts.unit_id = units.unit_id
            and months.rule_date = units.rule_date
    {{ settings_of('units') }}
    left join {{ source('input', 'policy_end_of_service') }} as own
        on
            {{ in_force('own') }}
            and lower(posts.service_end_reason) = lower(own.reason)
    left join {{ source('input', 'policy_end_of_service') }} as other
        on
            {{ in_force('other') }}
            and other.reason = 'lainnya'
    where not posts.is_not_entitled
),

posts as (
    select
        *,
        least(
            coalesce(assignment_to, date '9999-12-31'),
            paid_until,
            coalesce(
                case
                    when not is_acting
                        then lead(starts_on) over (
                                partition by agency_id, employee_id, is_acting order by starts_on
                            ) - 1
                end,
                date '9999-12-31'
            )
        ) as ends_on
    from leavers
),

by_status as (
    select
        * replace (
            case
                when status_from > starts_on and employment_status = 'PNS' then status_from else starts_on
            end
                as starts_on
        )
    from posts
    union all
    select * replace ('CPNS' as employment_status, least(ends_on, status_from - 1) as ends_on)
    from posts
    where status_from > starts_on and employment_status = 'PNS'
),

marked as (
    select
        *,
        coalesce(
            starts_on > max(ends_on) over previous_rows + 1
            or unit_id is distinct from lag(unit_id) over stretch
            or post_name is distinct from lag(post_name) over stretch
            or post_type is distinct from lag(post_type) over stretch
            or job_class is distinct from lag(job_class) over stretch
            or employment_status is distinct from lag(employment_status) over stretch
            or acting_decision_no is distinct from lag(acting_decision_no) over stretch,
            true
        ) as is_new
    from by_status
    where starts_on <= ends_on
    window
        stretch as (partition by agency_id, employee_id, is_acting order by starts_on, post_name),
        previous_rows as (
            partition by agency_id, employee_id, is_acting order by starts_on, post_name
            rows between unbounded preceding and 1 preceding
        )
),

numbered as (
    select
        *,
        sum(case when is_new then 1 else 0 end) over (
            partition by agency_id, employee_id, is_acting order by starts_on, post_name
            rows between unbounded preceding and current row
        ) as stretch_no
    from marked
),

merged as (
    select
        agency_id,
        employee_id,
        is_acting,
        min(starts_on) as assignment_from,
        max(ends_on) as assignment_to,
        any_value(name order by starts_on) as name,
        any_value(unit_id) as unit_id,
        any_value(unit_name) as unit_name,
        any_value(post_name) as post_name,
        any_value(post_type) as post_type,
        any_value(job_class) as job_class,
        max_by(grade, starts_on) as grade,
        any_value(employment_status) as employment_status,
        any_value(acting_decision_no) as acting_decision_no,
        max(served_until) as served_until
    from numbered
    group by agency_id, employee_id, is_acting, stretch_no
),

in_month as (
    select
        merged.* exclude (served_until),
        greatest(merged.assignment_from, periods.period_from) as starts_on,
        least(merged.assignment_to, periods.period_to) as ends_on,
        least(merged.assignment_to, periods.period_to, merged.served_until) as served_until,
        periods.rule_date
    from merged
    inner join {{ ref('int_periods') }} as periods
        on
            merged.agency_id = periods.agency_id
            and merged.assignment_from <= periods.period_to
            and merged.assignment_to >= periods.period_from
)

select
    in_month.*,
    strftime(in_month.assignment_from, '%Y%m%d') || case when in_month.is_acting then 'P' else 'D' end
    || row_number() over (
        partition by in_month.agency_id, in_month.employee_id, in_month.is_acting, in_month.assignment_from
        order by in_month.post_name, in_month.starts_on
    ) as assignment_id,
    in_month.is_acting
    and bool_and(in_month.is_acting) over (partition by in_month.agency_id, in_month.employee_id)
        as is_only_post,
    units.scope_id,
    units.pattern_id,
    units.job_field
from in_month
inner join {{ ref('int_unit_rules') }} as units
    on
        in_month.agency_id = units.agency_id
        and in_month.unit_id = units.unit_id
        and in_month.rule_date = units.rule_date
