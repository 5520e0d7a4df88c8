-- Rules that few people stand behind, each counted once, are told together, with the next smallest where they are too few
-- even so; what is too few as a whole is not told. A finding that names nobody counts the people that it says.
create temp table finding as
select
    month, agency_id, rule_code, case state when 'resolved' then 'selesai' else 'terbuka' end as state, employee_id,
    people, "rows", gate, severity, title
from lake.marts.quality_findings
semi join bi.dim_agency using (agency_id)
anti join signals using (rule_code);

create temp table ruled as
select
    *,
    n < {k} as is_few,
    row_number() over (partition by month, agency_id, state, n < {k} order by n, rule_code) as place
from (
    select
        month, agency_id, state, rule_code, count(distinct employee_id) as named,
        case when named > 0 then named else max(people) end as n,
        count(*) as findings, sum("rows") as "rows"
    from finding
    group by all
    having n > 0
);

-- people behind the rules of which each has few: those named, and of the others what the largest says
create temp table few_rules as
select month, agency_id, state, greatest(count(distinct employee_id), max(ruled.n) filter (where named = 0)) as people
from finding
inner join ruled using (month, agency_id, state, rule_code)
where ruled.is_few
group by all;

create temp table rule_told as
select
    ruled.*,
    case when is_few or (place = 1 and few_rules.people < {k}) then '*' else rule_code end as told_as
from ruled
left join few_rules using (month, agency_id, state)
where not is_few or few_rules.people >= {k}
    or exists (
        select 1 as one from ruled as other
        where other.month = ruled.month and other.agency_id = ruled.agency_id and other.state = ruled.state
            and not other.is_few
    );

insert into bi.fact_finding by name
select month, agency_id, told_as as rule_code, state, sum(findings) as findings, sum("rows") as "rows"
from rule_told
group by all
union all by name
select month, agency_id, rule_code, state, count(*) as findings, sum("rows") as "rows"
from finding
anti join ruled using (month, agency_id, state, rule_code)
group by all
order by month, agency_id, rule_code, state;

insert into bi.dim_finding by name
select rule_code, min(gate) as gate, min(severity) as severity, min(title) as title
from finding
semi join bi.fact_finding using (rule_code)
group by rule_code
union all by name
select '*' as rule_code, 'Temuan tentang sedikit orang, digabung' as title
order by rule_code;
