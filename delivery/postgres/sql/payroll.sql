-- Sums of each release by unit; raw_payroll_monthly_incentives holds its people.
create temp view raw_payroll_unit_totals as
select
    agency_id, month, release,
    coalesce(skpd_code, '-') as skpd_code, coalesce(unit_id, '-') as unit_id, min(unit_name) as unit_name,
    count(*) as people, count(*) filter (is_held) as people_held,
    sum(computed_amount) as computed_amount, sum(incentive_amount) as incentive_amount,
    coalesce(sum(computed_amount) filter (is_held), 0) as held_amount
from payroll_monthly_incentives
group by all;
