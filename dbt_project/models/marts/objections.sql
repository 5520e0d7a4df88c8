-- grain: one row per objection that concerns the month: made to it, or to an earlier one and not settled before it
with counted as (
    select distinct
        outcomes.agency_id,
        months.month as for_month,
        substr(outcomes.path, length(outcomes.agency_id) + 2) as mending_file
    from {{ source('input', 'file_outcomes') }} as outcomes
    inner join {{ ref('int_months') }} as months on outcomes.agency_id = months.agency_id
    where outcomes.outcome = 'parsed' and outcomes.rows_accepted > 0
    union
    select agency_id, for_month, mending_file from {{ source('input', 'objection_mends') }}
),

lines as (
    select distinct agency_id, employee_id, month as for_month, left(line_id, 12) as line_code
    from {{ ref('incentive_lines') }}
),

asked as (
    select
        objections.*,
        months.month,
        months.month_start,
        months.month_end,
        months.statement_rule_id as rule_id,
        counted.mending_file is not null as is_counted,
        objections.for_month < months.month or lines.line_code is not null as is_line_known
    from {{ ref('stg_objections') }} as objections
    inner join {{ ref('int_months') }} as months on objections.agency_id = months.agency_id
    left join counted
        on
            objections.agency_id = counted.agency_id
            and objections.for_month = counted.for_month
            and objections.mending_file = counted.mending_file
    left join lines
        on
            objections.agency_id = lines.agency_id
            and objections.employee_id = lines.employee_id
            and objections.for_month = lines.for_month
            and objections.line_code = lines.line_code
)

select
    asked.agency_id,
    asked.month,
    asked.objection_id,
    asked.employee_id,
    employees.unit_id,
    asked.for_month,
    asked.line_code,
    asked.is_line_known,
    asked.ground,
    clocks.told_on,
    clocks.told_by,
    clocks.file_until,
    asked.filed_on,
    clocks.decide_until,
    routes.appraiser_id,
    routes.routed_to_id,
    routes.unrouted_reason,
    case
        when asked.decision = 'diterima' then 'accepted'
        when asked.decision = 'ditolak' then 'rejected'
        when asked.filed_on > clocks.file_until then 'out_of_time'
        when clocks.decide_until < asked.month_end then 'late'
        else 'open'
    end as state,
    asked.decided_on,
    asked.decided_by,
    asked.decision_reason,
    coalesce(asked.decided_on > clocks.decide_until, false) as is_decided_late,
    asked.mending_file,
    cast(asked.mending_row as bigint) as mending_row,
    asked.is_counted,
    asked.rule_id,
    asked.file_no,
    asked.row_no
from asked
inner join {{ ref('int_objection_clocks') }} as clocks
    on asked.agency_id = clocks.agency_id and asked.objection_id = clocks.objection_id
inner join {{ ref('int_objection_routes') }} as routes
    on asked.agency_id = routes.agency_id and asked.objection_id = routes.objection_id
left join {{ ref('int_employees') }} as employees
    on asked.agency_id = employees.agency_id and asked.employee_id = employees.employee_id
where
    asked.for_month = asked.month
    or asked.decided_on is null
    or asked.decided_on >= asked.month_start
    or (asked.decision = 'diterima' and not asked.is_counted)
