"""A catalogue of many small governments, drawn by a hash: units of all sizes, some people held, odd posts."""

from typing import Final

import duckdb

from contracts.home import Home
from tests.support.marts import EXTRA_SCHEMAS, SCHEMAS

MONTHS: Final = ("2026-09", "2026-10")
AGENCIES: Final = 40
_FURTHER: Final = {
    "catalogue.builds": "month varchar, build_id varchar",
    "compiled.agency": """month varchar, agency_id varchar, agency_name varchar, zone varchar,
        policy_status varchar""",
    "accepted.unit": """agency_id varchar, month varchar, unit_id varchar, unit_name varchar,
        parent_unit_id varchar, skpd_code varchar""",
    "accepted.survey_answer": "agency_id varchar, month varchar, unit_id varchar, is_edge boolean, "
    + ", ".join(f"u{element} bigint" for element in range(1, 10)),
    "marts.complaint_outcomes": """agency_id varchar, month varchar, unit_id varchar, is_in_time boolean,
        not_counted varchar""",
    "marts.quality_findings": """agency_id varchar, month varchar, rule_code varchar, state varchar,
        employee_id varchar, people bigint, "rows" bigint, gate varchar, severity varchar, title varchar,
        at_risk_amount bigint""",
    "compiled.policy_rules": """agency_id varchar, month varchar, status varchar, title varchar,
        citation varchar""",
}
# grain: one row per month and person; agency a has about 3 x a people, most of them in its first unit. Of
# every ninth agency, and of one, most are held; some people come, leave or move between the months.
_PEOPLE: Final = """
insert into marts.monthly_incentives by name
with drawn as (
    select
        month, agency, person,
        hash(agency, person) % 1000 as fixed,
        hash(month, agency, person, 'pay') % 1000 as pay,
        if(hash(month, agency, person, 'moves') % 25 = 0, month, '') as moved,
        hash(agency, person, 'unit', moved) % 16 as place
    from (select unnest(range(1, $agencies + 1)) as agency) as agencies,
        (select unnest(range(1, 3 * $agencies)) as person) as people,
        (select unnest($months) as month) as months
    where person <= 3 * agency and (agency < 5 or hash(month, agency, person, 'there') % 33 > 0)
),
placed as (
    select
        *,
        case when place < 8 then 1 when place < 12 then 2 when place < 14 then 3 else place - 10 end as unit,
        format('{}{:02d}15', 1962 + fixed % 40, 1 + fixed % 12) as born
    from drawn
)
select
    month, format('99.{:02d}', agency) as agency_id,
    format('{}{}01{}{:03d}', born, 2010 + fixed % 9, 1 + fixed % 2, person) as employee_id,
    'Orang ' || agency || ' ' || person as name,
    case when fixed <> 7 then format('99.{:02d}.{:02d}', agency, unit) end as unit_id,
    'Dinas ' || unit as unit_name,
    case when person <= 3 then 'pimpinan_tinggi' when fixed % 3 = 0 then 'fungsional' else 'pelaksana' end
        as post_type,
    case when person <= 3 then 14 else 5 + fixed % 6 end as job_class,
    case when fixed % 9 = 0 then 'PPPK' else 'PNS' end as employment_status,
    'contoh' as policy_id, 'contoh@2026' as policy_version, true as is_simulation,
    2000000 + 1000 * (fixed % 700) as basic_amount,
    1000000 + 1371 * pay as computed_amount,
    pay < case when agency % 9 = 8 then 900 when agency = 6 then 880 else 10 * (agency % 9) end as is_held,
    case when is_held then 0 else computed_amount end as incentive_amount
from placed
"""
_REST: Final = """
insert into catalogue.builds select unnest($months), 'b1';
insert into compiled.agency
select distinct month, agency_id, 'Kota ' || agency_id, 'Asia/Jakarta', 'illustrative'
from marts.monthly_incentives;
insert into marts.agency_gates by name
select distinct agency_id, month, 'ready' as status from marts.monthly_incentives;
insert into accepted.unit by name
select distinct agency_id, month, unit_id, unit_name from marts.monthly_incentives where unit_id is not null;
insert into marts.attendance_days by name
select
    agency_id, month, employee_id, unit_id, cast(month || '-01' as date) + cast(day as integer) as work_date,
    case when hash(employee_id, day) % 20 = 0 then 'absent' else 'present' end as day_status,
    cast(hash(employee_id, day, 'late') % 5 as bigint) as late_minutes
from marts.monthly_incentives, (select unnest(range(5)) as day) as days
where not is_held;
insert into marts.performance_indicators by name
select
    agency_id, month, employee_id, 'discipline' as aspect, 'discipline_points' as measure, 900000 as score_e4
from marts.monthly_incentives
where not is_held;
insert into marts.quality_findings by name
select
    agency_id, month, 'pegawai_bertentangan' as rule_code, 'opened' as state, employee_id,
    1 as people, 1 as "rows", 'pegawai' as gate, 'hold' as severity, 'Data pegawai bertentangan' as title,
    computed_amount as at_risk_amount
from marts.monthly_incentives
where is_held;
insert into marts.quality_findings by name
select
    agency_id, month, 'berkas_ditolak' as rule_code, 'opened' as state, 0 as people, 0 as "rows",
    'berkas' as gate, 'warn' as severity, 'Berkas ditolak' as title
from marts.agency_gates;
insert into compiled.policy_rules by name
select distinct agency_id, month, 'illustrative' as status, 'Isian <contoh>' as title, 'Acuan' as citation
from marts.agency_gates;
insert into marts.complaint_outcomes by name
select agency_id, month, unit_id, hash(employee_id) % 3 = 0 as is_in_time
from marts.monthly_incentives
where hash(employee_id, 'lapor') % 4 = 0;
insert into accepted.survey_answer
select agency_id, month, unit_id, false, 4, 3, 3, 4, 3, 3, 2, 4, 1
from marts.monthly_incentives
where unit_id is not null and hash(employee_id, 'skm') % 3 = 0
"""


def write_lake(home: Home) -> None:
    """Write the catalogue as tables; 40 governments of 3 to 120 people, two months."""
    home.create()
    home.catalogue.parent.mkdir(parents=True, exist_ok=True)
    tables = {f"marts.{name}": columns for name, columns in {**SCHEMAS, **EXTRA_SCHEMAS}.items()} | _FURTHER
    with duckdb.connect(str(home.catalogue)) as catalogue:
        for schema in ("marts", "catalogue", "compiled", "accepted"):
            catalogue.execute(f"create schema {schema}")
        for name, columns in tables.items():
            catalogue.execute(f"create table {name} ({columns})")
        catalogue.execute(_PEOPLE, {"agencies": AGENCIES, "months": list(MONTHS)})
        for statement in _REST.split(";\n"):
            named = {"months": list(MONTHS)} if "$months" in statement else {}
            catalogue.execute(statement, named)
