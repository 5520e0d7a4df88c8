insert into bi.fact_incentive by name
with amounts as (
    select
        placed.* exclude (employee_id, is_paid), person.person_key, person.basic_amount, person.incentive_amount,
        concat_ws('|', {post_key}) as post_key,
        case when min(policy_key) over agency = max(policy_key) over agency then policy_key else '*' end as policy_key
    from placed
    inner join (
        select
            month, agency_id, employee_id, person_key, basic_amount, incentive_amount,
            policy_id || '/' || policy_version as policy_key
        from person
    ) as person
        on placed.month = person.month and placed.agency_id = person.agency_id
        and placed.employee_id = person.employee_id
    window agency as (partition by placed.month, placed.agency_id)
),
grouped as (
    select
        *,
        count(*) over alike as group_people,
        row_number() over (alike order by person_key) as place,
        cast(sum(coalesce(basic_amount, 0)) over alike as bigint) as basic,
        cast(sum(incentive_amount) over alike as bigint) as paid
    from amounts
    window alike as (partition by month, unit_key, pay_state, {attributes})
)
select
    person_key, month, agency_id, unit_key, post_key, coalesce(policy_key, '*') as policy_key, sex, age_band, pay_state,
    substr(md5(concat_ws('|', month, unit_key, pay_state, {attributes})), 1, 16) as group_key, group_people,
    basic // group_people + cast(place <= basic % group_people as bigint) as basic_amount,
    paid // group_people + cast(place <= paid % group_people as bigint) as paid_amount
from grouped
order by month, unit_key, group_key, person_key;

insert into bi.fact_unit_month by name
select
    month, agency_id, unit_key, count(*) as people,
    sum(basic_amount) as basic_amount, sum(paid_amount) as paid_amount
from bi.fact_incentive
semi join fresh using (month)
group by all
order by month, unit_key;

-- Held people are told where they and all others are none or k people, also among those whose group has both.
insert into bi.fact_agency_month by name
with shown as (
    select
        month, agency_id, count(*) as people, sum(paid_amount) as paid_amount,
        count_if(pay_state = 'ditahan') as held_apart, count_if(pay_state = 'campuran') as mixed
    from bi.fact_incentive
    semi join fresh using (month)
    group by all
),
held as (
    select month, agency_id, {held_measures}, count_if(is_held and computed_amount > 0) as held_with_amount
    from person
    group by all
),
told as (
    select
        gates.month, gates.agency_id, gates.status, shown.people, shown.paid_amount, held.* exclude (month, agency_id),
        [held.people_held, held.held_with_amount, shown.people - held.people_held, held.people_held - shown.held_apart,
            shown.mixed - held.people_held + shown.held_apart] as parts
    from lake.marts.agency_gates as gates
    inner join fresh on gates.month = fresh.month
    inner join bi.dim_agency as known on gates.agency_id = known.agency_id
    left join shown on gates.month = shown.month and gates.agency_id = shown.agency_id
    left join held on gates.month = held.month and gates.agency_id = held.agency_id
)
select
    month, agency_id, status, people, paid_amount,
    case when is_told then people_held end as people_held,
    case when is_told then computed_amount end as computed_amount,
    case when is_told then held_amount end as held_amount
from (
    select *, people is not null and len(list_filter(parts, lambda part: part between 1 and {k} - 1)) = 0 as is_told
    from told
)
order by month, agency_id;

create temp table attendance as
select
    days.month, days.agency_id, '' as part, person.unit_id,
    count(distinct days.employee_id) filter (
        where day_status in ('present', 'missing_in', 'missing_out', 'outage', 'absent')
    ) as n,
    n as paid,
    {attendance_measures}
from lake.marts.attendance_days as days
inner join person
    on days.month = person.month and days.agency_id = person.agency_id and days.employee_id = person.employee_id
group by all;
insert into bi.fact_attendance by name
select month, agency_id, agency_id || '/' || told_as as unit_key, {attendance_sums}
from attendance
inner join told('attendance') using (month, agency_id, part, unit_id)
group by all
order by month, unit_key;

-- of whom the audit of fairness compares too: less its groups, what a few held people scored would be left
create temp table indicator as
select
    found.month, found.agency_id, found.aspect || '/' || found.measure as part, person.unit_id,
    count(distinct found.employee_id) as n, n as paid, count(*) as scores, sum(found.score_e4) as score_e4
from lake.marts.performance_indicators as found
inner join person
    on found.month = person.month and found.agency_id = person.agency_id and found.employee_id = person.employee_id
where found.score_e4 is not null and not person.is_held
group by all;
insert into bi.fact_indicator by name
select
    month, agency_id, agency_id || '/' || told_as as unit_key, part as indicator_key,
    sum(headcount.n) as people,
    (2 * sum(score_e4) + sum(scores)) // (2 * sum(scores)) as score_average_e4
from indicator
inner join told('indicator') using (month, agency_id, part, unit_id)
inner join (select month, agency_id, unit_id, n from headcount) as headcount using (month, agency_id, unit_id)
group by all
order by month, unit_key, indicator_key;

create temp table complaint as
select
    month, agency_id, '' as part, coalesce(unit_id, '-') as unit_id,
    count_if(not_counted is null) as n, n as paid, {complaint_measures}
from lake.marts.complaint_outcomes
semi join fresh using (month)
group by all;
insert into bi.fact_complaint by name
select month, agency_id, agency_id || '/' || told_as as unit_key, {complaint_sums}
from complaint
inner join told('complaint') using (month, agency_id, part, unit_id)
group by all
order by month, unit_key;

create temp table survey as
select month, agency_id, '' as part, coalesce(unit_id, '-') as unit_id, {survey_measures}, respondents as n, n as paid
from lake.accepted.survey_answer
semi join fresh using (month)
group by all;
insert into bi.fact_survey by name
select month, agency_id, agency_id || '/' || told_as as unit_key, {survey_sums}
from survey
inner join told('survey') using (month, agency_id, part, unit_id)
group by all
order by month, unit_key;
