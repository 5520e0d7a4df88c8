create temp table finding as
select
    month, agency_id, rule_code as unit_id, case state when 'resolved' then 'selesai' else 'terbuka' end as part,
    greatest(sum(people), count(employee_id)) as n, count(*) as findings, sum("rows") as "rows",
    min(gate) as gate, min(severity) as severity, min(title) as title
from lake.marts.quality_findings
semi join bi.dim_agency using (agency_id)
anti join signals using (rule_code)
group by all;
create temp table personal_finding as from finding where n > 0;
insert into bi.fact_finding by name
select month, agency_id, told_as as rule_code, part as state, sum(findings) as findings, sum("rows") as "rows"
from personal_finding
inner join told('personal_finding') using (month, agency_id, part, unit_id)
group by all
union all by name
select month, agency_id, unit_id as rule_code, part as state, findings, "rows"
from finding
where n = 0
order by month, agency_id, rule_code, state;

insert into bi.dim_finding by name
select unit_id as rule_code, min(gate) as gate, min(severity) as severity, min(title) as title
from finding
semi join bi.fact_finding on finding.unit_id = bi.fact_finding.rule_code
group by unit_id
union all by name
select '*' as rule_code, 'Temuan tentang sedikit orang, digabung' as title
order by rule_code;
