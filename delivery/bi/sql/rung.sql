-- Whoever has k people alike on this rung is placed; the others wait for a coarser one.
create or replace temp table standing as
select *, count(*) over (partition by {alike}) as n
from (select month, agency_id, employee_id, unit_key, pay_state, {attributes} from waiting);
insert into placed by name select * exclude (n) from standing where n >= {k};
create or replace temp table waiting as
select waiting.* from waiting
semi join (select * from standing where n < {k}) as left_over
    on waiting.month = left_over.month and waiting.agency_id = left_over.agency_id
    and waiting.employee_id = left_over.employee_id;
