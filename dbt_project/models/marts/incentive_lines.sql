-- grain: one row per line: the smallest amount that the policy rounds, or the correction of one of an earlier month
with corrections as (
    select
        md5(
            concat_ws(
                '|', lines.agency_id, lines.employee_id, months.month, lines.for_month, lines.line_kind,
                lines.corrected_kind, coalesce(lines.component, ''), coalesce(lines.aspect, ''),
                coalesce(lines.corrected_detail, '')
            )
        ) as line_id,
        months.month,
        posts.unit_id,
        posts.starts_on as stretch_from,
        posts.ends_on as stretch_to,
        lines.*,
        lines.corrected_detail as detail,
        cast(6 as bigint) as stage,
        cast(0 as bigint) as ordinal,
        lines.due_amount as basis_amount,
        cast(
            {{ divide(
                'cast(lines.amount as hugeint) * 1000000', 'greatest(abs(lines.due_amount), 1)', "'half_up'"
            ) }} as decimal(18, 0)
        )
        * cast(0.000001 as decimal(7, 6)) as rate,
        cast(1 as bigint) as quantity,
        cast(lines.amount as decimal(38, 0)) as numerator,
        cast(1 as decimal(38, 0)) as denominator,
        'half_up' as rounding_mode,
        cast(1 as bigint) as rounding_unit,
        false as is_assumed,
        lines.line_kind as payment_kind
    from {{ ref('int_correction_lines') }} as lines
    inner join {{ ref('int_assignments') }} as posts
        on
            lines.agency_id = posts.agency_id
            and lines.employee_id = posts.employee_id
            and lines.assignment_id = posts.assignment_id
    inner join {{ ref('int_months') }} as months on lines.agency_id = months.agency_id
)

select
    *,
    cast(null as varchar) as corrected_kind,
    cast(null as varchar) as corrected_detail,
    cast(null as bigint) as paid_before_amount,
    cast(null as bigint) as due_amount,
    cast(null as varchar) as cause
from {{ ref('int_own_lines') }}
union all by name
select * from corrections
