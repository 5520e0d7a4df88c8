-- Those of a unit who are too few even as held or paid people of it stand with each other, and where they are still too
-- few with the smallest group of their unit: so a unit's total less the groups that are seen is nothing or k people.
-- Where few of them are paid it is a group with others who are: a unit that is told has none or k of those.
create temp table remainder as
select month, unit_key, max(pay_state) as pay_state, count_if(is_paid) as paid
from waiting
group by all
having too_few(count(*), count_if(is_paid));
create temp table taken as
select placed.month, placed.unit_key, placed.pay_state, {placed_attributes}
from placed
inner join remainder
    on placed.month = remainder.month and placed.unit_key = remainder.unit_key
group by placed.month, placed.unit_key, placed.pay_state, {placed_attributes}
qualify row_number() over (
    partition by placed.month, placed.unit_key
    order by
        any_value(remainder.paid) > 0 and count_if(placed.is_paid) = 0,
        placed.pay_state <> any_value(remainder.pay_state),
        count(*), placed.pay_state, {placed_attributes}
) = 1;
create temp table gathered as
select * from waiting
union all by name
select placed.* from placed semi join taken on {same_group};
create or replace temp table placed as
select placed.* from placed anti join taken on {same_group}
union all by name
select
    month, agency_id, employee_id, unit_key, is_paid,
    case when min(pay_state) over unit = max(pay_state) over unit then pay_state else 'campuran' end as pay_state,
    {merged}
from gathered
window unit as (partition by month, unit_key);
