-- grain: one row per line of kekurangan or kelebihan of an earlier month, computed, or as this month was released
with people as (
    select distinct agency_id, employee_id, for_month from {{ ref('int_line_differences') }}
),

named as (
    select people.*, changes.cause
    from people
    inner join {{ source('input', 'month_changes') }} as changes
        on
            people.agency_id = changes.agency_id
            and people.for_month = changes.for_month
            and people.employee_id = changes.employee_id
    union all
    select people.*, changes.cause
    from people
    inner join {{ source('input', 'month_changes') }} as changes
        on people.agency_id = changes.agency_id and people.for_month = changes.for_month
    where changes.employee_id is null
),

-- whom no change names was reached through their unit by those of others
told as (
    select * from named
    union all
    select distinct unnamed.*, changes.cause
    from (
        select people.* from people
        anti join named
            on
                people.agency_id = named.agency_id
                and people.employee_id = named.employee_id
                and people.for_month = named.for_month
    ) as unnamed
    inner join {{ source('input', 'month_changes') }} as changes
        on unnamed.agency_id = changes.agency_id and unnamed.for_month = changes.for_month
),

-- of many files the first three are named
causes as (
    select
        agency_id,
        employee_id,
        for_month,
        concat_ws(
            '; ',
            array_to_string(
                list_slice(list(cause order by cause asc) filter (where starts_with(cause, 'berkas ')), 1, 3),
                '; '
            ),
            'berkas lain: '
            || nullif(greatest(count(*) filter (where starts_with(cause, 'berkas ')) - 3, 0), 0),
            string_agg(cause, '; ' order by cause asc) filter (where not starts_with(cause, 'berkas '))
        ) as cause
    from told
    group by agency_id, employee_id, for_month
),

-- what an accepted objection changed is told by its id, in the first month that settles it
cited as (
    select distinct agency_id, employee_id, for_month, unnest(string_split(cause, '; ')) as cause
    from {{ source('input', 'paid_lines') }}
    where cause is not null
),

accepted as (
    select agency_id, employee_id, for_month, 'keberatan ' || objection_id as cause
    from {{ ref('stg_objections') }}
    where decision = 'diterima'
),

objections as (
    select
        accepted.agency_id,
        accepted.employee_id,
        accepted.for_month,
        string_agg(accepted.cause, '; ' order by accepted.cause) as cause
    from accepted
    anti join cited
        on
            accepted.agency_id = cited.agency_id
            and accepted.employee_id = cited.employee_id
            and accepted.for_month = cited.for_month
            and accepted.cause = cited.cause
    group by accepted.agency_id, accepted.employee_id, accepted.for_month
),

shares as (
    select
        differences.*,
        takes.assignment_id,
        takes.added_amount,
        takes.taken_amount,
        greatest(differences.paid_amount - differences.due_amount, 0) as minus_amount,
        sum(greatest(differences.paid_amount - differences.due_amount, 0)) over (
            partition by differences.agency_id, differences.employee_id, differences.for_month
            order by
                differences.corrected_kind,
                differences.component nulls first,
                differences.aspect nulls first,
                differences.corrected_detail nulls first
        ) as minus_so_far_amount
    from {{ ref('int_line_differences') }} as differences
    inner join {{ ref('int_correction_takes') }} as takes
        on
            differences.agency_id = takes.agency_id
            and differences.employee_id = takes.employee_id
            and differences.for_month = takes.for_month
),

amounts as (
    select
        *,
        case
            when due_amount > paid_amount and added_amount > 0 then due_amount - paid_amount
            when due_amount > paid_amount then 0
            else -least(minus_amount, greatest(taken_amount - (minus_so_far_amount - minus_amount), 0))
        end as amount
    from shares
)

select
    amounts.agency_id,
    amounts.employee_id,
    amounts.assignment_id,
    amounts.for_month,
    case when amounts.amount > 0 then 'kekurangan' else 'kelebihan' end as line_kind,
    amounts.component,
    amounts.aspect,
    amounts.corrected_kind,
    amounts.corrected_detail,
    amounts.rule_id,
    amounts.rule_title,
    amounts.citation,
    amounts.clause,
    amounts.rule_status,
    amounts.policy_version,
    amounts.paid_amount as paid_before_amount,
    amounts.due_amount,
    cast(amounts.amount as bigint) as amount,
    nullif(concat_ws('; ', objections.cause, causes.cause), '') as cause
from amounts
left join causes
    on
        amounts.agency_id = causes.agency_id
        and amounts.employee_id = causes.employee_id
        and amounts.for_month = causes.for_month
left join objections
    on
        amounts.agency_id = objections.agency_id
        and amounts.employee_id = objections.employee_id
        and amounts.for_month = objections.for_month
where amounts.amount <> 0
union all
select
    paid.agency_id,
    paid.employee_id,
    employees.assignment_id,
    paid.for_month,
    paid.line_kind,
    paid.component,
    paid.aspect,
    paid.corrected_kind,
    paid.corrected_detail,
    paid.rule_id,
    paid.rule_title,
    paid.citation,
    paid.clause,
    paid.rule_status,
    paid.policy_version,
    paid.paid_before_amount,
    paid.due_amount,
    paid.amount,
    paid.cause
from {{ source('input', 'paid_lines') }} as paid
cross join {{ source('input', 'run_month') }} as months
inner join {{ source('input', 'correction_scope') }} as scope
    on paid.agency_id = scope.agency_id and not scope.is_open
inner join {{ ref('int_employees') }} as employees
    on paid.agency_id = employees.agency_id and paid.employee_id = employees.employee_id
where paid.release_month = months.month and paid.for_month < months.month
