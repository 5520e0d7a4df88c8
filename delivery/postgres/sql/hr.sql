-- Tables of schema hr and the units, of the month asked for; `lake` is the catalogue. A null unit is no unit's key.
create temp table raw_hr_agency_gates as
select * from lake.marts.agency_gates where month = getvariable('month');

create temp table raw_meta_units as
select agency_id, month, unit_id, unit_name, parent_unit_id, skpd_code
from lake.accepted.unit
where month = getvariable('month') and unit_id is not null
qualify row_number() over (partition by agency_id, unit_id order by unit_name, parent_unit_id, skpd_code) = 1;

create temp table raw_hr_unit_gates as
select gates.*, units.unit_name
from lake.marts.unit_gates as gates
left join raw_meta_units as units using (agency_id, month, unit_id)
where month = getvariable('month') and unit_id is not null;

create temp table raw_hr_people as
select known.*, paid.post_name, paid.employment_status, paid.grade, paid.job_class,
    coalesce(paid.unit_name, units.unit_name) as unit_name
from lake.marts.reconciliation as known
left join lake.marts.monthly_incentives as paid using (agency_id, month, employee_id)
left join raw_meta_units as units on known.agency_id = units.agency_id and known.unit_id = units.unit_id
where known.month = getvariable('month');

create temp table raw_hr_quality_findings as
select found.*, known.name
from lake.marts.quality_findings as found
left join raw_hr_people as known using (agency_id, month, employee_id)
where found.month = getvariable('month');

create temp table raw_hr_feed_completeness as
select * from lake.marts.feed_completeness where month = getvariable('month');

create temp table raw_hr_review_list as
select listed.*, known.name
from lake.marts.review_list as listed
left join raw_hr_people as known using (agency_id, month, employee_id)
where listed.month = getvariable('month');

create temp table raw_hr_training_hours as
select * from lake.marts.training_hours where month = getvariable('month');

create temp table raw_hr_objections as
select * from lake.marts.objections where month = getvariable('month');

create temp table raw_hr_integrity_signals as
select known.*, closed.result, closed.closed_by, closed.closed_reason, closed.closed_document
from lake.marts.integrity_signals as known
left join closed_signals as closed using (signal_id, evidence_key)
where known.month = getvariable('month');

create temp table raw_hr_fairness as
select * from lake.marts.fairness where month = getvariable('month');

create temp table raw_hr_fairness_indicators as
select * from lake.marts.fairness_indicators where month = getvariable('month');
