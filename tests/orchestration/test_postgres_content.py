"""What stands in PostgreSQL after a publish: releases, the snapshot for BI, what HR works with, meanings."""

import re

import duckdb
import polars as pl
import pytest

from contracts.home import Home
from delivery.postgres.declared import tables
from tests.orchestration.conftest import MONTHS
from tests.support.postgres import OTHERS, OURS, Database

MONTH = MONTHS[0]


def released(home: Home, table: str) -> pl.DataFrame:
    return pl.concat(
        pl.read_parquet(home.releases / MONTH / agency / "r1" / f"{table}.parquet")
        for agency in (OURS, OTHERS)
    )


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("monthly_incentives", "employee_id"),
        ("incentive_lines", "line_id"),
        ("incentive_line_factors", "line_id"),
    ],
)
def test_payroll_holds_what_the_releases_hold_and_nothing_else(
    released_home: Home, published: Database, table: str, key: str
) -> None:
    true = released(released_home, table)
    names = ", ".join(true.columns)
    told = published.rows(f"select {names} from payroll.{table}")
    assert sorted(told, key=repr) == sorted(true.rows(), key=repr)
    assert true[key].null_count() == 0 < true.height


def test_special_payments_stand_with_their_basis_month(released_home: Home, published: Database) -> None:
    [path] = released_home.releases.glob("special/*/*/special_payments.parquet")
    true = pl.read_parquet(path).rename({"basis_month": "month"})
    told = published.rows(f"select {', '.join(true.columns)} from payroll.special_payments")
    assert sorted(told, key=repr) == sorted(true.rows(), key=repr) != []
    assert published.rows(
        "select agency_id, month, special_id, people, basis_amount, special_amount, decree, percent "
        "from payroll.special_releases"
    ) == [
        (
            OURS,
            MONTH,
            "thr_2026",
            true.height,
            true["basis_amount"].sum(),
            true["special_amount"].sum(),
            "PP 1/2026",
            "50",
        )
    ]


def test_a_signal_that_was_closed_says_how(published: Database) -> None:
    told = published.rows(
        "select result, closed_by, closed_reason from hr.integrity_signals where result is not null"
    )
    assert told == [("explained", "Sri", "Antre.")]


def test_the_totals_are_those_of_the_manifests(published: Database) -> None:
    sums = "people, people_held, computed_amount, incentive_amount, held_amount"
    told = published.rows(f"select agency_id, {sums} from payroll.releases order by 1")
    by_unit = ", ".join(f"sum({name})::bigint" for name in sums.split(", "))
    assert told == published.rows(
        f"select agency_id, {by_unit} from payroll.unit_totals group by 1 order by 1"
    )
    by_person = "count(*), count(*) filter (where is_held), sum(computed_amount)::bigint, "
    by_person += (
        "sum(incentive_amount)::bigint, coalesce(sum(computed_amount) filter (where is_held), 0)::bigint"
    )
    assert told == published.rows(
        f"select agency_id, {by_person} from payroll.monthly_incentives group by 1 order by 1"
    )
    assert [row[0] for row in told] == sorted([OURS, OTHERS])
    assert published.one(f"select count(*) from payroll.releases where month <> '{MONTH}'") == 0


def test_bi_is_the_snapshot_and_names_nobody(released_home: Home, published: Database) -> None:
    people = published.rows("select distinct employee_id, name from hr.people")
    named = re.compile("|".join(re.escape(str(word)) for row in people for word in row if word))
    with duckdb.connect(str(released_home.snapshot), read_only=True) as snapshot:
        for table in (each for each in tables() if each.schema == "bi"):
            names = ", ".join(f'"{column.name}"' for column in table.columns)
            true = snapshot.execute(f"select {names} from {table.full_name}").fetchall()
            told = published.rows(f"select {names} from {table.full_name}")
            assert sorted(told, key=repr) == sorted(true, key=repr), table.name
            assert not named.search(repr(told)), table.name
    assert named.search(repr(published.rows("select * from payroll.monthly_incentives")))


def test_a_metric_is_the_same_number_in_both_databases(released_home: Home, published: Database) -> None:
    with duckdb.connect(str(released_home.snapshot), read_only=True) as snapshot:
        told = snapshot.execute("select fact, expression from bi.dim_metric").fetchall()
        for fact, expression in told:
            asked = f"select month, agency_id, {expression} from bi.{fact} group by 1, 2 order by 1, 2"
            true = snapshot.execute(asked).fetchall()
            ours = published.rows(asked)
            assert [row[:2] for row in ours] == [row[:2] for row in true] != []
            for (*_, one), (*_, other) in zip(ours, true, strict=True):
                assert (one is None) == (other is None)
                assert one is None or abs(float(str(one)) - float(other)) < 1e-6, expression
    assert {fact for fact, _ in told} >= {"fact_attendance", "fact_survey", "fact_complaint"}


def test_hr_has_the_findings_and_people_of_every_computed_month(
    released_home: Home, published: Database
) -> None:
    with duckdb.connect(str(released_home.catalogue), read_only=True) as catalogue:
        for table, mart in (
            ("people", "reconciliation"),
            ("quality_findings", "quality_findings"),
            ("unit_gates", "unit_gates"),
            ("agency_gates", "agency_gates"),
            ("training_hours", "training_hours"),
            ("review_list", "review_list"),
            ("integrity_signals", "integrity_signals"),
            ("fairness", "fairness"),
            ("fairness_indicators", "fairness_indicators"),
        ):
            counted = "select month, agency_id, count(*) from {} group by 1, 2 order by 1, 2"
            true = catalogue.execute(counted.format(f"marts.{mart}")).fetchall()
            assert published.rows(counted.format(f"hr.{table}")) == true
    assert published.one("select count(*) from hr.quality_findings where name is not null") != 0


def test_keys_references_and_meanings_stand_in_the_database(published: Database) -> None:
    relation = "select oid from pg_class where oid = '{}'::regclass"
    for table in tables():
        of_table = relation.format(table.full_name)
        keys = published.rows(
            "select a.attname from pg_index i cross join unnest(i.indkey) with ordinality as k (n, place) "
            "join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.n "
            f"where i.indisprimary and i.indrelid = ({of_table}) order by k.place"
        )
        assert [str(name) for (name,) in keys] == [*table.key]
        references = published.one(
            f"select count(*) from pg_constraint where contype = 'f' and conrelid = ({of_table})"
        )
        assert references == len(table.refers)
        indexes = published.one(f"select count(*) from pg_index where indrelid = ({of_table})")
        assert indexes == 1 + len(table.indexes)
        told = published.rows(
            f"select attname, format_type(atttypid, atttypmod), col_description(attrelid, attnum) "
            f"from pg_attribute where attrelid = ({of_table}) and attnum > 0 order by attnum"
        )
        assert told == [(column.name, column.pg_kind, column.meaning) for column in table.columns]
        assert all(column.meaning for column in table.columns)
        assert published.one(f"select obj_description(({of_table}))") == f"one row per {table.grain}"
        secured = published.rows(
            f"select relrowsecurity, relforcerowsecurity from pg_class where oid = ({of_table})"
        )
        assert secured == [(table.schema != "meta", table.schema != "meta")]
