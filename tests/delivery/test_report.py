"""The report of many small governments: nobody in fewer than k, the numbers of the marts, one file each."""

import html
import re
from pathlib import Path

import duckdb
import pytest

from contracts.home import Home
from contracts.privacy import shipped_privacy
from contracts.quality import shipped_quality
from delivery.bi.snapshot import write_snapshot
from delivery.errors import MonthNotRunError
from delivery.report.facts import AgencyReport, agencies, agency_report, reading
from delivery.report.write import write_report
from delivery.wording import rupiah
from tests.support.bi_lake import AGENCIES, MONTHS, write_lake

K = 4
SETTINGS = shipped_privacy().model_copy(update={"k": K})
MONTH = MONTHS[-1]
FEW, MANY = "99.01", "99.40"


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
    write_snapshot(home, memory_limit="1GB", settings=SETTINGS)
    return home


@pytest.fixture(scope="module")
def reports(home: Home) -> list[AgencyReport]:
    with reading(home, MONTH) as connection:
        return [
            agency_report(connection, agency, MONTH, settings=SETTINGS, quality=shipped_quality())
            for agency in agencies(home, connection, MONTH)
        ]


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


def test_the_bridge_is_the_difference_of_what_is_paid(home: Home, reports: list[AgencyReport]) -> None:
    with duckdb.connect(str(home.catalogue), read_only=True) as lake:
        paid = dict(
            lake.execute(
                "select agency_id, sum(case when month = ? then 1 else -1 end * incentive_amount) "
                "from marts.monthly_incentives group by agency_id",
                [MONTH],
            ).fetchall()
        )
    told = [report for report in reports if report.bridge]
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
        assert (report.findings is None) == (0 < held[report.agency_id] < K)


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


def test_a_month_that_was_not_run_is_refused(home: Home, tmp_path: Path) -> None:
    for place, month, only in ((home, "2026-11", ()), (Home(tmp_path), MONTH, ()), (home, MONTH, ("98.76",))):
        with pytest.raises(MonthNotRunError):
            write_report(place, month, only=only, settings=SETTINGS)
