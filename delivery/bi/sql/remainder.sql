-- Those of a unit who are too few even as held or paid people of it stand with each other, and where they are still too
-- few with the smallest group of their unit: so a unit's total less the groups that are seen is nothing or k people.
create temp table remainder as
select month, unit_key, count(*) as n, max(pay_state) as pay_state from waiting group by all;
create temp table taken as
select placed.month, placed.unit_key, placed.pay_state, {placed_attributes}
from placed
inner join remainder
    on placed.month = remainder.month and placed.unit_key = remainder.unit_key and remainder.n < {k}
group by placed.month, placed.unit_key, placed.pay_state, {placed_attributes}
qualify row_number() over (
    partition by placed.month, placed.unit_key
    order by placed.pay_state <> any_value(remainder.pay_state), count(*), placed.pay_state, {placed_attributes}
) = 1;
create temp table gathered as
select * from waiting
union all by name
select placed.* from placed semi join taken on {same_group};
create or replace temp table placed as
select placed.* from placed anti join taken on {same_group}
union all by name
select
    month, agency_id, employee_id, unit_key,
    case when min(pay_state) over unit = max(pay_state) over unit then pay_state else 'campuran' end as pay_state,
    {merged}
from gathered
window unit as (partition by month, unit_key);
