-- grain: one row per line of the month itself, with its rule and its exact value
with lines as (
    select
        lines.*,
        posts.unit_id,
        posts.starts_on,
        posts.is_acting,
        posts.ends_on,
        posts.scope_id,
        posts.rule_date,
        coalesce(lines.cited_on, posts.rule_date) as cited_date,
        coalesce(lines.cited_scope_id, posts.scope_id) as cited_scope,
        lines.denominator * greatest(abs(lines.basis_amount), 1) as rate_denominator
    from {{ ref('int_lines') }} as lines
    inner join {{ ref('int_assignments') }} as posts
        on
            lines.agency_id = posts.agency_id
            and lines.employee_id = posts.employee_id
            and lines.assignment_id = posts.assignment_id
),

-- whom the first release of this month left unpaid, is paid by a susulan
first_paid as (
    select distinct paid.agency_id, paid.employee_id
    from {{ source('input', 'paid_people') }} as paid
    semi join {{ source('input', 'run_month') }} as months on paid.release_month = months.month
    where paid.release_no = 1 and not paid.is_held
),

released as (
    select agency_id from {{ source('input', 'correction_scope') }}
    where not is_open
)

select
    md5(
        concat_ws(
            '|', lines.agency_id, lines.employee_id, months.month, lines.assignment_id,
            coalesce(lines.component, lines.line_kind), coalesce(lines.aspect, lines.detail, ''),
            lines.rule_id, lines.ordinal
        )
    ) as line_id,
    lines.agency_id,
    months.month,
    months.month as for_month,
    lines.employee_id,
    lines.assignment_id,
    lines.unit_id,
    lines.starts_on as stretch_from,
    lines.ends_on as stretch_to,
    lines.line_kind,
    lines.component,
    lines.aspect,
    lines.detail,
    lines.rule_id,
    rules.title as rule_title,
    rules.citation,
    rules.clause,
    rules.status as rule_status,
    rules.policy_id || '@' || rules.version_id as policy_version,
    cast(lines.stage as bigint) as stage,
    cast(lines.ordinal as bigint) as ordinal,
    cast(lines.basis_amount as bigint) as basis_amount,
    cast({{ divide('lines.numerator * 1000000', 'lines.rate_denominator', "'half_up'") }} as decimal(18, 0))
    * cast(0.000001 as decimal(7, 6)) as rate,
    cast(lines.quantity as bigint) as quantity,
    cast(lines.numerator as decimal(38, 0)) as numerator,
    cast(lines.denominator as decimal(38, 0)) as denominator,
    lines.amount,
    settings.rounding_mode,
    -- limits and ceilings are brought to the rupiah
    cast(
        case
            when lines.line_kind in ('batas_atas', 'batas_bawah', 'penyesuaian_pagu') then 1
            else settings.rounding_unit
        end as bigint
    ) as rounding_unit,
    lines.is_assumed,
    case
        when released.agency_id is not null and first_paid.employee_id is null then 'susulan'
        when lines.is_acting then 'plt'
        else 'reguler'
    end as payment_kind
from lines
{{ settings_of('lines') }}
inner join {{ ref('int_months') }} as months on lines.agency_id = months.agency_id
left join {{ source('input', 'policy_rules') }} as rules
    on
        lines.agency_id = rules.agency_id
        and lines.cited_scope = rules.scope_id
        and lines.rule_id = rules.rule_id
        and lines.cited_date between rules.valid_from and rules.valid_to
left join released on lines.agency_id = released.agency_id
left join first_paid
    on lines.agency_id = first_paid.agency_id and lines.employee_id = first_paid.employee_id
