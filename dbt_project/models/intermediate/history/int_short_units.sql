-- grain: one row per unit and record type whose rows fell far below the unit's own months, and further than its agency's
with earlier as (
    select
        previous.agency_id,
        previous.unit_id,
        previous.record_type,
        previous.row_count,
        previous.basis_count,
        previous.row_count * 10000 // previous.basis_count as rate_e4
    from {{ source('input', 'previous_unit_profile') }} as previous
    where previous.basis_count > 0
),

-- the middle month, of an even number the larger one of the two
own as (
    select
        agency_id,
        unit_id,
        record_type,
        count(*) as month_count,
        list_sort(list(rate_e4), 'desc')[(count(*) + 1) // 2] as usual_e4,
        sum(row_count) as row_count,
        sum(basis_count) as basis_count
    from earlier
    group by agency_id, unit_id, record_type
),

compared as (
    select
        now.agency_id,
        now.unit_id,
        now.record_type,
        now.people,
        now.row_count,
        now.basis_count,
        own.month_count,
        own.usual_e4,
        sum(now.row_count) over agency - now.row_count as others_rows,
        sum(now.basis_count) over agency - now.basis_count as others_basis,
        sum(own.row_count) over agency - own.row_count as others_rows_before,
        sum(own.basis_count) over agency - own.basis_count as others_basis_before
    from {{ ref('int_unit_rows') }} as now
    inner join own
        on
            now.agency_id = own.agency_id
            and now.unit_id = own.unit_id
            and now.record_type = own.record_type
    where now.basis_count > 0
    window agency as (partition by now.agency_id, now.record_type)
),

expected as (
    select
        *,
        usual_e4 * basis_count // 10000 as usual_count,
        -- what the other units lost as well is the agency's trouble, which is judged as a whole
        case
            when others_basis > 0 and others_rows_before > 0
                then least(
                        others_rows * others_basis_before * 10000 // (others_basis * others_rows_before),
                        10000
                    )
            else 10000
        end as others_kept_e4
    from compared
)

select
    expected.agency_id,
    expected.unit_id,
    expected.record_type,
    rules.rule_code,
    rules.feed,
    rules.is_hold,
    expected.people,
    expected.row_count,
    cast(expected.usual_count as bigint) as usual_count
from expected
inner join {{ source('input', 'quality_history') }} as rules
    on
        expected.record_type = rules.record_type
        and expected.month_count >= rules.from_months
        and expected.usual_count >= rules.from_rows
left join {{ ref('int_cut_units') }} as cut
    on expected.agency_id = cut.agency_id and expected.unit_id = cut.unit_id
where
    expected.row_count * 1000000 < expected.usual_count * expected.others_kept_e4 * (100 - rules.drop_pct)
    and (rules.record_type <> 'punch' or cut.unit_id is null)
