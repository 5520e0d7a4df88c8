"""An attack on the tables for BI: who holds the master, and knows the pay, looks for a person's row."""

from pathlib import Path
from typing import Final

import duckdb

KNOWN: Final = ("post_type", "job_class", "class_band", "employment_status", "sex", "age_band")
# grain: one row per person and month, as a colleague with the master and the payroll knows them
_MASTER: Final = """
create temp table master as
select
    month, agency_id, employee_id, is_held, incentive_amount,
    coalesce(basic_amount, 0) as basic_amount,
    coalesce(unit_id, '-') as unit_id,
    coalesce(post_type, '-') as post_type,
    coalesce(cast(job_class as varchar), '-') as job_class,
    coalesce(employment_status, '-') as employment_status,
    case substr(employee_id, 15, 1) when '1' then 'laki-laki' else 'perempuan' end as sex,
    case
        when age < 30 then 'sampai 29' when age < 40 then '30-39' when age < 50 then '40-49' else '50 ke atas'
    end as age_band,
    case
        when job_class is null then '-' when job_class < 5 then 'sampai 4' when job_class < 8 then '5-7'
        when job_class < 12 then '8-11' else '12 ke atas'
    end as class_band
from (
    select
        *,
        cast(strptime(substr(employee_id, 1, 8), '%Y%m%d') as date) as born_on,
        date_sub('year', born_on, last_day(strptime(month, '%Y-%m'))) as age
    from lake.marts.monthly_incentives
)
"""
# grain: one row per person, month and row of the snapshot that may be the person's
_PAIRS: Final = """
create temp table pairs as
select
    master.month, master.employee_id, facts.person_key,
    abs(facts.paid_amount - master.incentive_amount) + abs(facts.basic_amount - master.basic_amount)
        as distance
from master
inner join (
    select * from fact_incentive
    inner join dim_unit using (unit_key)
    inner join dim_post using (post_key)
) as facts
    on master.month = facts.month and master.agency_id = facts.agency_id and {alike}
"""
# grain: one row per person and month with fewer rows than k; even shares differ by a rupiah in each amount
_LINKED: Final = """
select month, employee_id
from (
    select *, min(distance) over (partition by month, employee_id) as nearest from pairs
)
where not $knows_pay or distance <= nearest + 2
group by all
having count(*) < $k
"""


def linked(snapshot: Path, catalogue: Path, k: int, *, knows_pay: bool) -> list[tuple[str, str]]:
    """Return month and NIP of whoever has rows that may be theirs, but fewer than k.

    knows_pay: the attacker knows too who is held, and takes the rows with the nearest amounts.
    """
    alike = [f"facts.{name} in (master.{name}, '*')" for name in ("unit_id", *KNOWN)]
    if knows_pay:
        alike.append(
            "facts.pay_state in (case when master.is_held then 'ditahan' else 'dibayar' end, 'campuran')"
        )
    with duckdb.connect() as connection:
        connection.execute(f"attach '{catalogue}' as lake (read_only)")
        connection.execute(f"attach '{snapshot}' as readers (read_only)")
        connection.execute("use readers.bi")
        connection.execute(_MASTER)
        connection.execute(_PAIRS.format(alike=" and ".join(alike)))
        return connection.execute(_LINKED, {"knows_pay": knows_pay, "k": k}).fetchall()
