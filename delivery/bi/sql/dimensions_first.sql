insert into bi.dim_month by name
with starts as (select month, cast(strptime(month, '%Y-%m') as date) as starts_on from lake.catalogue.builds)
select
    month, year(starts_on) as year, year(starts_on) || '-K' || quarter(starts_on) as quarter,
    month(starts_on) as month_number, starts_on, last_day(starts_on) as ends_on,
    {month_names}[month(starts_on)] || ' ' || year(starts_on) as label
from starts
order by month;

insert into bi.dim_agency by name
select agency_id, agency_name, zone, policy_status from lake.compiled.agency
qualify row_number() over (partition by agency_id order by month desc) = 1
order by agency_id;

insert into bi.dim_unit by name
with told as (
    select agency_id, month, unit_id, unit_name, parent_unit_id, skpd_code from lake.accepted.unit
    union all by name
    select agency_id, month, unit_id, min(unit_name) as unit_name from lake.marts.monthly_incentives
    where unit_id is not null
    group by all
),
latest as (
    select * from told
    qualify row_number() over (
        partition by agency_id, unit_id
        order by month desc, skpd_code is null, unit_name, parent_unit_id, skpd_code
    ) = 1
    union all by name
    select distinct agency_id, '-' as unit_id, 'Satuan tidak diketahui' as unit_name from told
    union all by name
    select distinct agency_id, '*' as unit_id, 'Satuan kecil, digabung' as unit_name from told
)
select
    agency_id || '/' || unit_id as unit_key, agency_id, unit_id, unit_name,
    agency_id || '/' || parent_unit_id as parent_unit_key, skpd_code, unit_id = '*' as is_merged
from latest
order by unit_key;

insert into bi.dim_policy by name
select
    policy_id || '/' || policy_version as policy_key, policy_id, policy_version,
    bool_or(is_simulation) as is_simulation, min(month) as first_month, max(month) as last_month
from lake.marts.monthly_incentives
where policy_version is not null
group by policy_id, policy_version
union all by name
select '*' as policy_key, '*' as policy_id, '*' as policy_version, true as is_simulation
order by policy_key;
