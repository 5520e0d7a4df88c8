-- What the facts are made from; temporary, so that nothing of it is written into the file.
create macro hmac(inner_pad, outer_pad, message) as
    sha256(outer_pad || unhex(sha256(inner_pad || encode(message))));

-- Who is told with whom: none or at least k.
create macro too_few(people, paid) as people < {k} or paid between 1 and {k} - 1;

-- Units too small to be told apart are told together, with the next smallest where they are too few even so; what is
-- too few as a whole is not told. The population has month, agency_id, part, unit_id, n and of these paid, whose sums
-- are told: else a unit of which few are paid would be the pay of those few, to whom who knows that the others wait.
create macro told(population) as table
with counted as (
    select
        *,
        too_few(n, paid) as is_few,
        too_few(sum(n) over agency, sum(paid) over agency) as is_nothing
    from query_table(population)
    window agency as (partition by month, agency_id, part)
),
sized as (
    select
        *,
        sum(n) filter (where is_few) over agency > 0
        and too_few(sum(n) filter (where is_few) over agency, sum(paid) filter (where is_few) over agency) as takes_one,
        row_number() over (partition by month, agency_id, part, is_few order by paid < {k}, n, unit_id) as place
    from counted
    window agency as (partition by month, agency_id, part)
)
select
    month, agency_id, part, unit_id,
    case when is_few or (place = 1 and takes_one) then '*' else unit_id end as told_as
from sized
where not is_nothing;

-- grain: one row per person and month that is made anew
create temp table person as
with people as (
    select
        i.month, i.agency_id, i.employee_id, coalesce(i.unit_id, '-') as unit_id,
        coalesce(i.post_type, '-') as post_type,
        coalesce(cast(i.job_class as varchar), '-') as job_class,
        {class_band} as class_band,
        coalesce(i.employment_status, '-') as employment_status,
        i.is_held, i.basic_amount, i.computed_amount, i.incentive_amount, i.policy_id, i.policy_version,
        hmac(fresh.inner_pad, fresh.outer_pad, i.agency_id || '|' || i.employee_id) as person_key,
        last_day(strptime(i.month, '%Y-%m')) as month_end,
        case when regexp_full_match(i.employee_id, '\d{{18}}')
            then try_cast(try_strptime(substr(i.employee_id, 1, 8), '%Y%m%d') as date) end as born_on,
        case when regexp_full_match(i.employee_id, '\d{{18}}') then substr(i.employee_id, 15, 1) end as sex_digit
    from lake.marts.monthly_incentives as i
    inner join fresh on i.month = fresh.month
),
aged as (
    select *, date_sub('year', born_on, month_end) as age from people
)
select
    * exclude (born_on, month_end, age, sex_digit),
    case sex_digit when '1' then 'laki-laki' when '2' then 'perempuan' else 'tidak diketahui' end as sex,
    {age_band} as age_band
from aged;

create temp table headcount as
select month, agency_id, '' as part, unit_id, count(*) as n, count_if(incentive_amount > 0) as paid
from person
group by all;

create temp table waiting as
select
    person.month, person.agency_id, person.employee_id,
    person.agency_id || '/' || units.told_as as unit_key,
    case when person.is_held then 'ditahan' else 'dibayar' end as pay_state,
    person.incentive_amount > 0 as is_paid,
    {attributes}
from person
inner join told('headcount') as units
    on person.month = units.month and person.agency_id = units.agency_id and person.unit_id = units.unit_id;

create temp table placed as from waiting limit 0;
