"""Rows that a review supposes for the days ahead, each statement on tables of a few rows."""

from collections.abc import Iterator

import duckdb
import pytest

from orchestration import coming_rows

ANI, BUDI = "199001012015012001", "199002022015011002"
TABLES = """
create schema input; create schema intermediate; create schema marts;
create table input.run_month as select '2026-10' as month, date '2026-10-31' as month_end;
set variable until = date '2026-10-15';
create table ahead as
select '95.01' as agency_id, nip as employee_id, '{evidence}' as evidence, work_date::date as work_date,
    work_date + interval 16 hour as ends_at, 11::bigint as days
from (values ('{ani}'), ('{budi}')) as people (nip)
cross join range(date '2026-10-16', date '2026-10-31', interval 1 day) as dates (work_date)
where dayofweek(work_date) between 1 and 5;
"""


@pytest.fixture
def work() -> Iterator[duckdb.DuckDBPyConnection]:
    """Two people with eleven workdays ahead, known by a recap."""
    with duckdb.connect() as connection:
        connection.execute(TABLES.format(evidence="recap", ani=ANI, budi=BUDI))
        yield connection


def test_raters_that_lack_are_the_smallest_group_with_the_best_answer(
    work: duckdb.DuckDBPyConnection,
) -> None:
    values = ", ".join(f"v{n} bigint" for n in range(1, 8))
    work.execute(f"""
        create table marts.performance_indicators as from (values
            ('95.01', '{ANI}', 'behaviour_360', null::hugeint), ('95.01', '{BUDI}', 'behaviour_360', 9)
        ) as found (agency_id, employee_id, measure, numerator);
        create table input.policy_settings as select '95.01' as agency_id, 5 as minimum_group;
        create table input.policy_rater_weights as from (values ('95.01', 'atasan'), ('95.01', 'rekan'))
            as found (agency_id, rater_role);
        create table input.policy_measures as
            select '95.01' as agency_id, 'behaviour_360' as measure, 40000 as target_e4;
        create table input.rating_360 (agency_id varchar, month varchar, file_no bigint, row_no bigint,
            is_edge boolean, rating_month varchar, employee_id varchar, rater_id varchar, rater_role varchar,
            {values});
    """)
    work.execute(coming_rows.RATERS)
    found = work.execute(
        "select employee_id, rater_role, count(distinct rater_id), min(v1), max(v7) "
        "from input.rating_360 group by all order by all"
    ).fetchall()
    assert found == [(ANI, "atasan", 5, 4, 4), (ANI, "rekan", 5, 4, 4)]


def test_a_given_score_that_lacks_is_full(work: duckdb.DuckDBPyConnection) -> None:
    work.execute("""
        create table intermediate.int_measured_scores as from (values
            ('95.01', 'unit 1', 'organisation', 'hasil_organisasi', 'given', null::bigint),
            ('95.01', 'unit 2', 'organisation', null, 'given', null),
            ('95.01', 'unit 3', 'organisation', null, 'given', 800000),
            ('95.01', 'unit 4', 'productivity', null, 'rating_predicate', null)
        ) as found (agency_id, subject_id, aspect, given_aspect, measure, score_e4);
        create table input.aspect_score (agency_id varchar, month varchar, file_no bigint, row_no bigint,
            is_edge boolean, subject_id varchar, score_month varchar, aspect varchar, score_e4 bigint);
    """)
    work.execute(coming_rows.GIVEN)
    found = work.execute("select subject_id, aspect, score_e4 from input.aspect_score order by 1").fetchall()
    assert found == [("unit 1", "hasil_organisasi", 1_000_000), ("unit 2", "organisation", 1_000_000)]


RECAP = f"""
create table input.attendance_recap as select '95.01' as agency_id, '2026-10' as month, 7::bigint as file_no,
    1::bigint as row_no, false as is_edge, '{ANI}' as employee_id, '2026-10' as recap_month,
    10::bigint as workdays, 9::bigint as present, 2::bigint as late, 0::bigint as early, 1::bigint as absent,
    50000::bigint as deduction_points_e4;
create table intermediate.int_due_windows as
select '95.01' as agency_id, nip as employee_id, work_date
from (values ('{ANI}'), ('{BUDI}')) as people (nip)
cross join range(date '2026-10-01', date '2026-10-31', interval 1 day) as dates (work_date)
where dayofweek(work_date) between 1 and 5;
"""
GROWN = {name: coming_rows.GROWN.format(count=name) for name in ("absent", "late", "early")}
POINTS = coming_rows.GROWN.format(count="deduction_points_e4")


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"absent": 0, "late": 0, "early": 0, "points": 0}, (21, 20, 2, 1, 50_000)),
        # eleven days more like ten: 1 x 11/10 and 2 x 11/10 to the nearest
        ({**GROWN, "points": POINTS}, (21, 19, 4, 2, 105_000)),
    ],
    ids=["at best", "alike"],
)
def test_a_recap_grows_by_the_days_that_it_cannot_hold_yet(
    work: duckdb.DuckDBPyConnection, counts: dict[str, str], expected: tuple[int, ...]
) -> None:
    work.execute(RECAP)
    work.execute(coming_rows.MORE_RECAP.format(**counts))
    columns = "workdays, present, late, absent, deduction_points_e4"
    assert work.execute(f"select {columns} from input.attendance_recap").fetchall() == [expected]


def test_whom_only_a_recap_can_tell_of_gets_one(work: duckdb.DuckDBPyConnection) -> None:
    work.execute(RECAP + "update ahead set evidence = 'none';" + f"""
        create table intermediate.int_employees as
            select '95.01' as agency_id, '{BUDI}' as employee_id, '*' as scope_id,
            date '2026-10-31' as rule_date;
        create table input.policy_settings as select '95.01' as agency_id, '*' as scope_id,
            date '2026-01-01' as valid_from, date '2026-12-31' as valid_to, 'recap' as attendance_source;
    """)  # fmt: skip
    work.execute(coming_rows.RECAPS)
    added = "select employee_id, workdays, present, absent, deduction_points_e4 from input.attendance_recap "
    assert work.execute(f"{added} where file_no = 0").fetchall() == [(BUDI, 11, 11, 0, 0)]


def test_each_indicator_of_a_field_gets_activities_in_its_own_unit(work: duckdb.DuckDBPyConnection) -> None:
    work.execute("""
        create table input.policy_measures as from (values
            ('95.01', '*', 'bidang', 'quantity_pasien', 4000000, null),
            ('95.01', '*', 'bidang', 'quantity_kali', 80000, null),
            ('95.01', '*', 'productivity', 'activity_minutes', 67500000, 3000000)
        ) as found (agency_id, scope_id, aspect, measure, target_e4, day_max_e4);
        create table input.policy_measure_units as from (values
            ('95.01', '*', 'bidang', 'quantity_pasien', 'pasien'),
            ('95.01', '*', 'bidang', 'quantity_kali', 'kali')
        ) as found (agency_id, scope_id, aspect, measure, unit_word);
        create table input.activity (agency_id varchar, month varchar, file_no bigint, row_no bigint,
            is_edge boolean, employee_id varchar, activity_date date, minutes bigint, quantity_e4 bigint,
            quantity_unit varchar, quality_e4 bigint, approval_status varchar);
    """)  # fmt: skip
    work.execute(coming_rows.ACTIVITIES_AT_BEST)
    found = work.execute(
        "select quantity_unit, count(*), min(minutes), min(quantity_e4) from input.activity "
        "group by all order by all nulls last"
    ).fetchall()
    assert found == [
        ("kali", 22, 0, 80_000),
        ("pasien", 22, 0, 4_000_000),
        (None, 22, 300, 67_500_000),
    ]
