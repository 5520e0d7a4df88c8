-- grain: one row per SKPD that would be paid and whose recap nobody signed, where the policy asks for it; a month that is
-- over only: nobody signs half of one
with paid as (
    select
        people.agency_id,
        people.month,
        people.skpd_code,
        count(*) as people
    from {{ ref('monthly_incentives') }} as people
    inner join {{ ref('int_months') }} as months on people.agency_id = months.agency_id
    where months.needs_approval and months.counted_until is null and people.incentive_amount > 0
    group by people.agency_id, people.month, people.skpd_code
),

depths as (
    select agency_id, unit_id, max(distance) as depth
    from {{ ref('int_unit_ancestors') }}
    group by agency_id, unit_id
),

-- the uppermost unit of an SKPD is the one to ask
heads as (
    select
        offices.agency_id,
        offices.skpd_code,
        arg_min(offices.unit_id, (depths.depth, offices.unit_id)) as unit_id
    from {{ ref('int_unit_offices') }} as offices
    inner join depths on offices.agency_id = depths.agency_id and offices.unit_id = depths.unit_id
    group by offices.agency_id, offices.skpd_code
)

select
    paid.agency_id,
    paid.month,
    paid.skpd_code,
    heads.unit_id,
    paid.people
from paid
left join heads on paid.agency_id = heads.agency_id and paid.skpd_code = heads.skpd_code
left join {{ ref('stg_approvals') }} as signed
    on
        paid.agency_id = signed.agency_id
        and paid.skpd_code = signed.skpd_code
        and paid.month = signed.for_month
where signed.skpd_code is null
