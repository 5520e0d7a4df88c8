-- Whoever has k people alike on this rung is placed; the others wait for a coarser one.
create or replace temp table standing as
select *, too_few(count(*) over alike, count_if(is_paid) over alike) as is_few
from (select month, agency_id, employee_id, unit_key, pay_state, is_paid, {attributes} from waiting)
window alike as (partition by {alike});
insert into placed by name select * exclude (is_few) from standing where not is_few;
create or replace temp table waiting as
select waiting.* from waiting
semi join (select * from standing where is_few) as left_over
    on waiting.month = left_over.month and waiting.agency_id = left_over.agency_id
    and waiting.employee_id = left_over.employee_id;
