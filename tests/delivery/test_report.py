"""The report of many small governments: nobody in fewer than k, the numbers of the marts, one file each."""

import html
import re
from pathlib import Path

import duckdb
import pytest

from contracts.home import Home
from contracts.privacy import shipped_privacy
from delivery.bi.snapshot import write_snapshot
from delivery.errors import MonthNotRunError
from delivery.report.cells import Cell, step_of
from delivery.report.facts import AgencyReport
from delivery.report.people import SCORES_FROM, WITHOUT
from delivery.report.write import _bands, write_report
from delivery.wording import rupiah
from tests.support.bi_lake import AGENCIES, MONTHS, write_lake
from tests.support.joint import given_away, reports_of

K = 4
SETTINGS = shipped_privacy().model_copy(update={"k": K})
MONTH = MONTHS[-1]
FEW, MANY = "99.01", "99.40"
# What the largest government's units have of their own; its second unit has the small one below it.
OF_UNITS = """
create table accepted.budget_ceiling (
    agency_id varchar, month varchar, is_edge boolean, unit_id varchar, budget_period varchar,
    ceiling_amount bigint
);
insert into accepted.budget_ceiling
select '99.40', '2026-10', false, * from (values
    ('99.40.01', '2026', 900000000), ('99.40.01', '2026-10', 1000000), ('99.40.01', '2026-09', 5),
    ('99.40.02', '2026', 7000000), ('99.40.01', '2025', 6)
);
insert into accepted.unit by name
select '99.40' as agency_id, '2026-10' as month, '99.40.99' as unit_id, '99.40.02' as parent_unit_id;
create table compiled.policy_measures (
    agency_id varchar, month varchar, scope_id varchar, measure varchar, target_kind varchar, target_e4 bigint
);
insert into compiled.policy_measures
select '99.40', '2026-10', * from (values
    ('*', 'discipline_points', null, null), ('99.40.01', 'discipline_points', null, null),
    ('99.40.01', 'quantity_pasien', 'month', 4500000), ('99.40.01', 'case_timeliness', null, null)
);
create table compiled.policy_measure_units (
    agency_id varchar, month varchar, scope_id varchar, measure varchar, unit_word varchar
);
insert into compiled.policy_measure_units
values ('99.40', '2026-10', '99.40.01', 'quantity_pasien', 'pasien');
insert into marts.performance_indicators by name
select agency_id, month, employee_id, unit_id, 'productivity' as aspect, 'quantity_pasien' as measure,
    876543 as score_e4
from marts.monthly_incentives
where unit_id = '99.40.01';
insert into marts.performance_indicators by name
select agency_id, month, employee_id, unit_id, 'productivity' as aspect, 'case_timeliness' as measure,
    123456 as score_e4
from marts.monthly_incentives
where unit_id = '99.40.01' and month = '2026-10'
order by employee_id limit 3;
insert into marts.incentive_lines by name
select agency_id, month, employee_id, '2026-09' as for_month, kind as line_kind, amount
from marts.monthly_incentives, (values ('kekurangan', 1000), ('kelebihan', -300)) as kinds(kind, amount)
where agency_id = '99.40' and month = '2026-10' and unit_id = '99.40.01' and not is_held;
insert into marts.outstanding by name
select agency_id, month, employee_id, 'kelebihan' as outstanding_kind, 'angsuran' as reason, -77 as amount
from marts.monthly_incentives
where agency_id = '99.40' and month = '2026-10' and unit_id = '99.40.99'
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("report"))
    write_lake(home)
    with duckdb.connect(str(home.catalogue)) as lake:
        lake.execute("update compiled.agency set agency_name = 'Kota <b>' where agency_id = ?", [MANY])
        # a unit of k - 1 people, of whom nothing may be told by itself
        lake.execute(
            "update marts.monthly_incentives set unit_id = '99.40.99', unit_name = 'Dinas Bertiga' "
            "where agency_id = ? and employee_id in (select employee_id from marts.monthly_incentives "
            "where agency_id = ? and month = ? order by employee_id limit ?)",
            [MANY, MANY, MONTH, K - 1],
        )
        for statement in OF_UNITS.split(";\n"):
            lake.execute(statement)
    write_snapshot(home, memory_limit="1GB", settings=SETTINGS)
    return home


@pytest.fixture(scope="module")
def reports(home: Home) -> list[AgencyReport]:
    return reports_of(home, MONTH, SETTINGS)


@pytest.fixture(scope="module")
def pages(home: Home) -> list[Path]:
    """Pages of two governments, of which one has too few people; forty would say no more."""
    return write_report(home, MONTH, only=(FEW, MANY), settings=SETTINGS)


def test_no_cell_is_about_fewer_than_k(reports: list[AgencyReport]) -> None:
    assert len(reports) == AGENCIES
    counts: list[int] = []
    for report in reports:
        cells = [*(report.bridge or []), *(report.objections or []), *(report.reviews or [])]
        counts += [cell.people for cell in cells]
        counts += [each.people for each in (*report.units, *report.classes)]
        counts += [people for _, _, people in report.shares or [] if people]
        for bands in (report.shares, *report.scores.values()):
            # heads less the bands would tell how few are held, or without a score
            assert not bands or sum(people for _, _, people in bands) == report.heads["people"]
    assert min(counts) >= K
    assert "Dinas Bertiga" not in {unit.name for report in reports for unit in report.units}


def test_bi_and_report_of_two_months_together_give_nobody_away(
    home: Home, reports: list[AgencyReport]
) -> None:
    assert given_away(home, MONTHS, SETTINGS, K, reports) == []
    assert given_away(home, MONTHS, SETTINGS, K + 1, reports[10:20])


def test_what_waits_is_not_told_beside_few_who_came_or_left_held(
    home: Home, reports: list[AgencyReport]
) -> None:
    """What is held in both months, less what holds changed, would be theirs."""
    alone = []
    for report in reports:
        parts = [cell for cell in report.bridge or [] if "hold" in cell.keys]
        assert all(len(cell.keys) > 1 for cell in parts) or report.agency_id not in {"99.08", "99.17"}
        alone += [
            report._replace(
                bridge=[Cell(("hold",), K, 0), *(each for each in report.bridge or [] if each not in parts)]
            )
            for cell in parts
            if report.agency_id in {"99.08", "99.17"}
        ]
    assert {agency for agency, _, _ in given_away(home, MONTHS, SETTINGS, K, alone)} == {"99.08", "99.17"}


def test_the_bridge_is_the_difference_of_what_is_paid(home: Home, reports: list[AgencyReport]) -> None:
    with duckdb.connect(str(home.catalogue), read_only=True) as lake:
        paid = dict(
            lake.execute(
                "select agency_id, sum(case when month = ? then 1 else -1 end * incentive_amount) "
                "from marts.monthly_incentives group by agency_id",
                [MONTH],
            ).fetchall()
        )
    told = [report for report in reports if report.bridge and report.can_compare]
    assert len(told) > AGENCIES // 2
    for report in told:
        assert report.before is not None
        assert sum(cell.amount for cell in report.bridge or []) == paid[report.agency_id]
        assert report.heads["paid_amount"] - report.before["paid_amount"] == paid[report.agency_id]
        assert sum(unit.paid_amount for unit in report.units) == report.heads["paid_amount"]
        assert sum(unit.people for unit in report.units) == report.heads["people"]


def test_money_at_risk_of_few_people_is_told_of_none(home: Home, reports: list[AgencyReport]) -> None:
    with duckdb.connect(str(home.catalogue), read_only=True) as lake:
        held = dict(
            lake.execute(
                "select agency_id, count_if(is_held) from marts.monthly_incentives "
                "where month = ? group by all",
                [MONTH],
            ).fetchall()
        )
    assert any(0 < people < K for people in held.values())
    for report in reports:
        assert report.has_untold_findings == (0 < held[report.agency_id] < K)
        for finding in report.findings:
            # no finer than what anybody of the lake is computed
            assert finding.at_risk_amount % step_of(2_370_000) == 0
    assert any(finding.at_risk_amount for report in reports for finding in report.findings)


def test_pages_are_whole_alike_and_of_one_government(home: Home, pages: list[Path]) -> None:
    written = {path: path.read_bytes() for path in pages}
    assert [path.parent.name for path in written] == [MONTH, FEW, MANY]
    assert pages[0].read_text(encoding="utf-8").count("<li") == AGENCIES
    for path, content in written.items():
        text = content.decode()
        assert not re.findall(r"(?:src=|@import|https?:|<script|xmlns|url\((?!#))", text), path
        assert path == pages[0] or set(re.findall(r"(?:Kota |>)(99\.\d\d)\b", text)) <= {path.parent.name}
        assert text.count("<table") == text.count("</table>")
        ids = re.findall(r' id="([^"]+)"', text)
        assert len(ids) == len(set(ids))
        assert set(re.findall(r"url\(#([^)]+)\)", text)) <= set(ids)
    again = write_report(home, MONTH, only=(FEW, MANY), settings=SETTINGS)
    assert {path: path.read_bytes() for path in again} == written


def test_a_page_says_what_the_marts_say(reports: list[AgencyReport], pages: list[Path]) -> None:
    by_agency = {path.parent.name: path.read_text(encoding="utf-8") for path in pages}
    whole = next(report for report in reports if report.agency_id == MANY)
    shown = html.unescape(re.sub(r"<[^>]+>", " ", by_agency[MANY]))
    assert rupiah(whole.heads["paid_amount"]) in shown
    assert all(rupiah(unit.paid_amount) in shown for unit in whole.units)
    assert "Kota <b>" in shown
    assert "Isian <contoh>" in shown
    assert "SIMULASI - BUKAN DASAR PEMBAYARAN" in shown
    assert "Dinas Bertiga" not in shown
    few = by_agency[FEW]
    assert f"kurang dari {K} pegawai" in few
    assert set(re.findall(r"Rp [0-9.]+", few)) == {"Rp 0"}


def test_a_ceiling_is_compared_with_its_own_months_and_never_over_a_small_unit(
    home: Home, reports: list[AgencyReport]
) -> None:
    with duckdb.connect(str(home.catalogue), read_only=True) as lake:
        paid = dict(
            lake.execute(
                "select month, sum(incentive_amount) from marts.monthly_incentives "
                "where unit_id = '99.40.01' group by month"
            ).fetchall()
        )
    told = next(report.ceilings for report in reports if report.agency_id == MANY)
    assert told.months == list(MONTHS)
    assert [(each.ceiling_amount, each.paid_amount) for each in told.of_month] == [(1_000_000, paid[MONTH])]
    assert [(each.ceiling_amount, each.paid_amount) for each in told.of_year] == [
        (900_000_000, sum(paid.values())),
        (7_000_000, None),
    ]


def test_a_field_has_its_own_indicators_and_k_people_behind_each(
    reports: list[AgencyReport], pages: list[Path]
) -> None:
    told = next(report for report in reports if report.agency_id == MANY)
    assert [each[::2] for each in told.fields] == [
        ("Penyelesaian tugas tepat waktu", None),
        ("Pasien, sasaran 450 pasien sebulan", "87,65"),
    ]
    assert {column for table in told.tables for column in table.columns if "Nilai" in column} == {
        "Nilai poin disiplin"
    }
    shown = html.unescape(re.sub(r"<[^>]+>", " ", pages[-1].read_text(encoding="utf-8")))
    assert "Pasien, sasaran 450 pasien sebulan" in shown
    assert "12,35" not in shown


@pytest.mark.parametrize(
    ("first", "last", "unit", "words"),
    [
        ("0", "60", "", "di bawah 75"),
        ("60", "60", "", "60 sampai di bawah 75"),
        ("90", "100", "", "90 sampai 100"),
        ("100", "100", "", "100"),
        ("90", "100", " %", "90 % atau lebih"),
        (WITHOUT, "75", "", "tanpa nilai atau di bawah 90"),
        (WITHOUT, WITHOUT, "", "tanpa nilai"),
        (WITHOUT, "100", "", "semua, juga tanpa nilai"),
    ],
)
def test_a_band_says_from_where_to_where_it_goes(first: str, last: str, unit: str, words: str) -> None:
    chart = _bands("b", [(first, last, 9)], SCORES_FROM, unit)
    assert chart is not None
    assert chart.rows[0] == (words, "9")


def test_corrections_are_told_by_kind_and_what_few_people_owe_is_not(
    reports: list[AgencyReport], pages: list[Path]
) -> None:
    told = next(report for report in reports if report.agency_id == MANY)
    assert told.corrections is not None
    assert {cell.keys[0]: cell.amount // cell.people for cell in told.corrections} == {
        "kekurangan": 1000,
        "kelebihan": -300,
    }
    assert told.outstanding is None
    page = pages[-1].read_text(encoding="utf-8")
    assert f"Belum terselesaikan: menyangkut kurang dari {K} orang" in page


def test_a_month_that_was_not_run_is_refused(home: Home, tmp_path: Path) -> None:
    for place, month, only in ((home, "2026-11", ()), (Home(tmp_path), MONTH, ()), (home, MONTH, ("98.76",))):
        with pytest.raises(MonthNotRunError):
            write_report(place, month, only=only, settings=SETTINGS)
