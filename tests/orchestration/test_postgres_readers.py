"""Who sees what in PostgreSQL: by group, by agency and unit, by default nothing."""

import polars as pl
import psycopg
import pytest

from contracts.home import Home
from delivery.postgres.declared import READERS, tables
from tests.orchestration.conftest import MONTHS
from tests.support.postgres import ADMIN, OTHERS, OURS, PUBLISHED, Database

MONTH = MONTHS[0]


@pytest.fixture(scope="module")
def unit(released_home: Home) -> str:
    """The unit of OURS with the most people in its release."""
    people = pl.read_parquet(released_home.releases / MONTH / OURS / "r1" / "monthly_incentives.parquet")
    return str(people.group_by("unit_id").len().sort("len", "unit_id")["unit_id"][-1])


@pytest.fixture(scope="module")
def readers(published: Database, unit: str) -> Database:
    """Logins as an administrator makes them: members of a group, mapped to a place, or not."""
    logins = {
        "pay_agency": ("payroll_reader", OURS, None),
        "pay_unit": ("payroll_reader", OURS, unit),
        "pay_other": ("payroll_reader", OTHERS, None),
        "pay_nobody": ("payroll_reader", None, None),
        "bi_agency": ("bi_reader", OURS, None),
        "bi_unit": ("bi_reader", OURS, unit),
        "bi_nobody": ("bi_reader", None, None),
        "hr_agency": ("hr_reader", OURS, None),
        "hr_unit": ("hr_reader", OURS, unit),
        "hr_nobody": ("hr_reader", None, None),
        "stranger": (None, OURS, None),
    }
    for login, (group, agency, place) in logins.items():
        published.server.query(ADMIN, f"create role {login} login", PUBLISHED)
        if group:
            published.server.query(ADMIN, f"grant {group} to {login}", PUBLISHED)
        if agency:
            told = f"'{place}'" if place else "null"
            published.rows(f"insert into meta.readers values ('{login}', '{agency}', {told})")
    published.server.query(ADMIN, "create role dinas nologin", PUBLISHED)
    published.server.query(ADMIN, "create role by_role login", PUBLISHED)
    published.server.query(ADMIN, "grant payroll_reader, dinas to by_role", PUBLISHED)
    published.rows(f"insert into meta.readers values ('dinas', '{OTHERS}')")
    return published


def test_who_is_of_a_whole_agency_sees_it_and_no_other(readers: Database) -> None:
    for login, agency in (("pay_agency", OURS), ("pay_other", OTHERS), ("by_role", OTHERS)):
        for table in ("releases", "monthly_incentives", "incentive_lines", "incentive_line_factors"):
            true = readers.one(f"select count(*) from payroll.{table} where agency_id = '{agency}'")
            seen = readers.rows(f"select agency_id, count(*) from payroll.{table} group by 1", login)
            assert seen == [(agency, true)], (login, table)


def test_who_is_of_a_unit_sees_its_people_and_no_sums_of_the_agency(readers: Database, unit: str) -> None:
    ours = f"agency_id = '{OURS}' and unit_id = '{unit}'"
    people = readers.rows(f"select employee_id from payroll.monthly_incentives where {ours} order by 1")
    seen = readers.rows("select employee_id from payroll.monthly_incentives order by 1", "pay_unit")
    assert seen == people != []
    listed = ", ".join(f"'{nip}'" for (nip,) in people)
    for table in ("incentive_lines", "incentive_line_factors"):
        true = readers.one(f"select count(*) from payroll.{table} where employee_id in ({listed})")
        assert readers.one(f"select count(*) from payroll.{table}", "pay_unit") == true != 0
    assert readers.rows("select distinct unit_id from payroll.unit_totals", "pay_unit") == [(unit,)]
    assert readers.one("select count(*) from payroll.releases", "pay_unit") == 0
    assert readers.rows("select distinct unit_id from hr.people", "hr_unit") == [(unit,)]
    assert readers.rows("select distinct unit_id from hr.unit_gates", "hr_unit") == [(unit,)]
    assert readers.one("select count(*) from hr.people where name is not null", "hr_unit") != 0
    for table in ("agency_gates", "integrity_signals", "fairness", "fairness_indicators"):
        assert readers.one(f"select count(*) from hr.{table}", "hr_unit") == 0
        true = readers.one(f"select count(*) from hr.{table} where agency_id = '{OURS}'")
        assert readers.one(f"select count(*) from hr.{table}", "hr_agency") == true != 0
    special = readers.one(f"select count(*) from payroll.special_payments where {ours}")
    assert readers.one("select count(*) from payroll.special_payments", "pay_unit") == special != 0
    assert readers.one("select count(*) from payroll.special_releases", "pay_unit") == 0
    assert readers.one("select count(*) from payroll.special_payments", "pay_other") == 0
    assert readers.one("select count(*) from hr.agency_gates", "hr_agency") == len(MONTHS)
    findings = readers.one(f"select count(*) from hr.quality_findings where {ours}")
    assert readers.one("select count(*) from hr.quality_findings", "hr_unit") == findings
    whole = readers.one(f"select count(*) from hr.quality_findings where agency_id = '{OURS}'")
    assert readers.one("select count(*) from hr.quality_findings", "hr_agency") == whole


def test_bi_is_seen_by_place_too(readers: Database, unit: str) -> None:
    agencies = readers.rows("select distinct agency_id from bi.fact_agency_month", "bi_agency")
    assert agencies == readers.rows("select agency_id from bi.dim_agency", "bi_unit") == [(OURS,)]
    keys = {key for (key,) in readers.rows("select distinct unit_key from bi.fact_unit_month", "bi_unit")}
    assert keys <= {f"{OURS}/{unit}"}
    told = readers.one(f"select count(*) from bi.fact_unit_month where unit_key = '{OURS}/{unit}'")
    assert readers.one("select count(*) from bi.fact_unit_month", "bi_unit") == told
    assert readers.one("select count(*) from bi.fact_agency_month", "bi_unit") == 0
    assert readers.one("select count(*) from bi.dim_month", "bi_unit") == len(MONTHS)


@pytest.mark.parametrize("login", ["pay_nobody", "bi_nobody", "hr_nobody"])
def test_who_is_mapped_to_no_place_sees_nothing(readers: Database, login: str) -> None:
    group = readers.one(
        f"select roleid::regrole::text from pg_auth_members where member = '{login}'::regrole"
    )
    for table in tables():
        if READERS.get(table.schema) == group:
            assert readers.one(f"select count(*) from {table.full_name}", login) == 0, table.full_name
            role = f"set role {group}; select count(*) from {table.full_name}"
            with psycopg.connect(readers.server.url(login, readers.name)) as connection:
                cursor = connection.execute(role.encode())
                assert cursor.nextset()
                assert cursor.fetchall() == [(0,)]


@pytest.mark.parametrize(
    ("login", "query"),
    [
        ("bi_agency", "select from payroll.monthly_incentives"),
        ("bi_agency", "select from hr.people"),
        ("pay_agency", "select from hr.people"),
        ("pay_agency", "select from hr.integrity_signals"),
        ("bi_agency", "select from hr.fairness"),
        ("pay_agency", "select from bi.fact_incentive"),
        ("hr_agency", "select from payroll.monthly_incentives"),
        ("hr_agency", "select from bi.fact_incentive"),
        ("stranger", "select from payroll.monthly_incentives"),
        ("pay_agency", "select from meta.readers"),
        ("pay_agency", "insert into meta.readers values ('pay_agency', '14.72')"),
        ("pay_agency", "select from meta.units"),
        ("pay_agency", "select meta.reads('agency')"),
        ("pay_agency", "update payroll.monthly_incentives set incentive_amount = 0"),
        ("hr_agency", "delete from hr.people"),
        ("pay_agency", "set row_security = off; select from payroll.monthly_incentives"),
        ("pay_agency", "set session authorization kinerja"),
        ("pay_agency", "set role kinerja"),
    ],
)
def test_a_group_reaches_its_own_schema_and_only_reads(readers: Database, login: str, query: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        readers.rows(query, login)


def test_a_view_of_the_publishing_login_shows_its_readers_no_more(readers: Database) -> None:
    readers.rows("create or replace view bi.shortcut as select * from payroll.monthly_incentives")
    readers.rows("grant select on bi.shortcut to payroll_reader; grant usage on schema bi to pay_nobody")
    try:
        assert readers.one("select count(*) from bi.shortcut", "pay_nobody") == 0
        assert readers.one("select count(*) from bi.shortcut") != 0
    finally:
        readers.rows("drop view bi.shortcut; revoke usage on schema bi from pay_nobody")


@pytest.mark.usefixtures("readers")
def test_units_below_ones_own_are_seen_as_they_stand_in_the_newest_month(own: Database, unit: str) -> None:
    [(below,)] = own.rows(
        f"select min(unit_id) from meta.units where agency_id = '{OURS}' and unit_id <> '{unit}'"
    )
    own.rows(f"insert into meta.readers values ('pay_unit', '{OURS}', '{unit}') on conflict do nothing")
    parent = f"update meta.units set parent_unit_id = '{unit}' where unit_id = '{below}' and month = '{{}}'"
    seen = "select distinct unit_id from payroll.monthly_incentives order by 1"
    own.rows(parent.format(MONTHS[0]))
    assert own.rows(seen, "pay_unit") == [(unit,)]
    own.rows(parent.format(MONTHS[-1]))
    assert own.rows(seen, "pay_unit") == sorted([(unit,), (below,)])
