-- grain: one row per employee and stretch of equal pay fields in force in the month
with posts as (
    select
        *,
        greatest(assignment_from, coalesce(duty_from, assignment_from)) as starts_on,
        least(
            coalesce(assignment_to, date '9999-12-31'),
            coalesce(service_ended_on - 1, date '9999-12-31'),
            coalesce(
                case
                    when not is_acting
                        then lead(assignment_from) over (
                            partition by agency_id, employee_id, is_acting order by assignment_from
                        ) - 1
                end,
                date '9999-12-31'
            )
        ) as ends_on
    from {{ ref('stg_employee_assignments') }}
    where not is_not_entitled
),

by_status as (
    select
        * replace (
            case when status_from > starts_on and employment_status = 'PNS' then status_from else starts_on end
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
        any_value(employment_status) as employment_status,
        any_value(acting_decision_no) as acting_decision_no
    from numbered
    group by agency_id, employee_id, is_acting, stretch_no
),

in_month as (
    select
        merged.*,
        greatest(merged.assignment_from, months.month_start) as starts_on,
        least(merged.assignment_to, months.month_end) as ends_on,
        months.rule_date
    from merged
    inner join {{ ref('int_months') }} as months on merged.agency_id = months.agency_id
    where merged.assignment_from <= months.month_end and merged.assignment_to >= months.month_start
)

select
    in_month.* exclude (rule_date),
    strftime(in_month.assignment_from, '%Y%m%d') || case when in_month.is_acting then 'P' else 'D' end
    || row_number() over (
        partition by in_month.agency_id, in_month.employee_id, in_month.is_acting, in_month.assignment_from
        order by in_month.post_name
    ) as assignment_id,
    in_month.is_acting
    and bool_and(in_month.is_acting) over (partition by in_month.agency_id, in_month.employee_id)
    as is_only_post,
    coalesce(scopes.scope_id, '*') as scope_id,
    coalesce(fields.pattern_id, 'default') as pattern_id,
    fields.job_field
from in_month
left join {{ source('input', 'policy_unit_scopes') }} as scopes
    on
        in_month.agency_id = scopes.agency_id
        and in_month.unit_id = scopes.unit_id
        and in_month.rule_date between scopes.valid_from and scopes.valid_to
left join {{ source('input', 'policy_unit_fields') }} as fields
    on
        in_month.agency_id = fields.agency_id
        and fields.scope_id = coalesce(scopes.scope_id, '*')
        and in_month.unit_id = fields.unit_id
        and in_month.rule_date between fields.valid_from and fields.valid_to
