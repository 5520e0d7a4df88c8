"""What is settled, listed and told in months that were closed in order."""

import datetime as dt
import re
import shutil
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from contracts.home import Home
from delivery.statement.build import statement
from delivery.statement.text import render
from delivery.verify.audit import verify
from orchestration import receiving
from orchestration.builds import REPOSITORY
from orchestration.catalogue import current_catalogue
from orchestration.corrections import write_correction_inputs
from orchestration.request import Request
from orchestration.workspace import Workspace
from tests.support.closed_months import AGENCY, Government, workdays
from tests.support.closed_story import (
    CORRECTED_BACKWARDS,
    DEC,
    DECREE,
    JAN,
    NOV,
    OCT,
    POLICY,
    WORKERS,
    assert_identity,
    corrections,
    disagreements,
    outstanding,
    released,
)


def test_what_comes_late_is_settled_in_the_next_month(closed: dict[str, Government]) -> None:
    assert released(closed[OCT], OCT) == {
        "ani": 1_940_000, "budi": 4_000_000, "citra": 4_000_000, "dedi": 0,
        "eko": 1_940_000, "fani": 1_940_000, "gina": 1_940_000,
    }  # fmt: skip
    november = closed[NOV]
    assert corrections(november, NOV) == [
        ("ani", OCT, "kekurangan", 60_000),
        ("budi", OCT, "kelebihan", -600_000),
        ("eko", OCT, "kekurangan", 60_000),
    ]
    assert released(november, NOV) == {
        "ani": 2_060_000, "budi": 2_400_000, "dedi": 2_000_000,
        "eko": 2_060_000, "fani": 2_000_000, "gina": 0,
    }  # fmt: skip
    lines = pl.read_parquet(november.home.releases / NOV / AGENCY / "r1" / "incentive_lines.parquet")
    causes = {
        november.key(nip): cause for nip, cause in lines.select("employee_id", "cause").drop_nulls().rows()
    }
    folder, policy = f"berkas {AGENCY}/{NOV}", "kebijakan kecil.yaml"
    assert causes == {
        "ani": f"{folder}/attendance/susulan.dat; {policy}",
        "budi": policy,
        "eko": f"keberatan K-1/2026; {folder}/leave/keberatan.csv; {policy}",
    }


def test_an_objection_is_granted_and_paid_or_refused_with_its_reason(closed: dict[str, Government]) -> None:
    november = closed[NOV]
    states = (
        november.mart(NOV, "objections").select("objection_id", "state", "is_counted").sort("objection_id")
    )
    assert states.rows() == [("K-1/2026", "accepted", True), ("K-2/2026", "rejected", False)]
    text = " ".join(render(statement(closed[DEC].home, WORKERS["fani"].nip, OCT)).split())
    assert "Ditolak oleh Sekretaris Daerah pada 16 November 2026: Tidak ada surat tugas." in text


def test_a_statement_of_a_released_month_is_what_was_paid_and_says_where_the_difference_goes(
    closed: dict[str, Government],
) -> None:
    current_catalogue(closed[NOV].home)  # a copy, whose views still name the home that it was copied from

    def told(month: str, key: str) -> str:
        return " ".join(render(statement(closed[month].home, WORKERS[key].nip, OCT)).split())

    facts = statement(closed[NOV].home, WORKERS["ani"].nip, OCT)
    assert [line["amount"] for line in facts["lines"]] == [1_940_000]
    assert facts["totals"]["incentive_amount"] == 1_940_000
    assert facts["since"] is not None
    assert facts["since"]["computed_amount"] == 2_000_000
    assert [line["computed_amount"] for line in facts["since"]["lines"]] == [2_000_000]
    assert facts["ifs"] == []
    text = told(NOV, "ani")
    assert "Beban kerja, disiplin: dibayar Rp 1.940.000, seharusnya Rp 2.000.000" in text
    assert "Rp 60.000 sudah dibayarkan bersama TPP November 2026." in text
    assert "Sebab: data yang datang sesudah rilis" in text
    # the punch was another's: nothing differs from what was paid but what November paid, taken back since
    assert statement(closed[DEC].home, WORKERS["ani"].nip, OCT)["since"] is None
    budi = told(NOV, "budi")
    assert "Rp 600.000 sudah dipotong dari TPP November 2026." in budi
    assert "Rp 400.000 lagi dipotong berangsur" in budi
    assert "Rp 1.000.000 diselesaikan bagian keuangan di luar TPP bulanan" in told(NOV, "citra")
    assert "Rp 1.000.000 sudah disetor kembali." in told(DEC, "citra")
    assert "Rp 60.000 menunggu sampai penahanan" in told(NOV, "gina")
    assert "Waktu bulan ini dirilis (r1) pembayarannya ditahan" in told(NOV, "dedi")
    assert "Akan dibayarkan" in told(NOV, "dedi")
    assert statement(closed[DEC].home, WORKERS["dedi"].nip, OCT)["since"] is None


def test_what_cannot_be_settled_is_listed_by_name(closed: dict[str, Government]) -> None:
    november = closed[NOV]
    assert outstanding(november, NOV) == [
        ("budi", OCT, "angsuran", -400_000),
        ("citra", OCT, "tidak_lagi_bertugas", -1_000_000),
        ("dedi", OCT, "susulan", 2_000_000),
        ("gina", OCT, "ditahan", 60_000),
    ]
    assert_identity(november, NOV, {})
    listed = (november.home.releases / NOV / AGENCY / "r1" / "outstanding.csv").read_text("utf-8")
    assert f"{WORKERS['citra'].nip},Citra,01,{OCT},kelebihan,tidak_lagi_bertugas,-1000000" in listed


def test_the_next_month_starts_from_what_the_corrected_one_says(closed: dict[str, Government]) -> None:
    days = {
        month: closed[month].mart(month, "month_state").filter(
            subject_id=WORKERS["ani"].nip, state_key="unexcused_days"
        )["value_e4"].item()
        for month in (OCT, NOV)
    }  # fmt: skip
    assert days == {OCT: 10_000, NOV: 0}


def test_what_lands_for_a_released_month_that_was_not_run_again_is_a_finding(
    closed: dict[str, Government],
) -> None:
    government = closed[OCT].kept("basi")
    workspace = Workspace.of(government.home, "test", NOV)
    workspace.compiled.mkdir()
    pl.DataFrame({"agency_id": [AGENCY]}).write_parquet(workspace.compiled / "agency.parquet")

    def causes() -> list[tuple[str, str | None]]:
        receiving.receive(government.home, government.at, workspace)
        write_correction_inputs(government.home, Request(NOV), workspace)
        stale = pl.read_parquet(workspace.compiled / "stale_months.parquet")
        return stale.select("for_month", "cause").rows()

    assert causes() == []
    government.land_month(NOV, {})
    copied = government.home.landing / AGENCY / OCT / "attendance" / "mesin.dat"
    shutil.copy(copied, government.home.landing / AGENCY / NOV / "attendance" / "semua.dat")
    assert causes() == []
    government.land_punches(NOV, "susulan.dat", {"dedi": workdays(OCT)})
    late = f"berkas {AGENCY}/{NOV}/attendance/susulan.dat"
    assert causes() == [(OCT, late)]
    government.land(NOV, "calendar", "libur.csv", [DECREE])
    late = f"{late}; berkas {AGENCY}/{NOV}/calendar/libur.csv"
    assert causes() == [(OCT, late)]
    government.policy.write_text(POLICY + CORRECTED_BACKWARDS.replace("2026-10-01", "2026-11-01"), "utf-8")
    assert causes() == [(OCT, late)]
    government.policy.write_text(POLICY + CORRECTED_BACKWARDS, encoding="utf-8")
    assert causes() == [(OCT, f"kebijakan; {late}")]
    shutil.rmtree(government.home.marts / OCT)
    assert causes() == [(OCT, None)]


def test_who_was_held_is_paid_by_a_susulan(closed: dict[str, Government]) -> None:
    assert released(closed[DEC], OCT, 2) == {"dedi": 2_000_000}


def test_instalments_repayments_and_a_correction_of_a_correction_add_up(
    closed: dict[str, Government],
) -> None:
    december = closed[DEC]
    assert corrections(december, DEC) == [
        ("ani", OCT, "kelebihan", -60_000),
        ("budi", OCT, "kelebihan", -300_000),
        ("gina", OCT, "kekurangan", 60_000),
    ]
    assert released(december, DEC) == {
        "ani": 1_940_000, "budi": 2_700_000, "dedi": 2_000_000,
        "eko": 1_940_000, "fani": 2_000_000, "gina": 2_060_000,
    }  # fmt: skip
    assert outstanding(december, DEC) == []
    assert_identity(december, DEC, {("citra", OCT): 1_000_000, ("budi", OCT): 100_000})


def test_the_chain_of_all_releases_verifies(closed: dict[str, Government]) -> None:
    assert verify(closed[DEC].home.releases)["is_sound"]
    assert len(list(closed[DEC].home.releases.glob(f"*/{AGENCY}/r*"))) == 4


def test_what_was_known_then_is_what_had_been_received_and_decided(closed: dict[str, Government]) -> None:
    government = closed[OCT].kept("dahulu")
    then = government.at
    october = government.home.landing / AGENCY / OCT / "employees" / "pegawai.csv"
    october.write_text(october.read_text("utf-8").replace("Eko", "Eko Baru"), "utf-8")
    government.land_punches(NOV, "susulan.dat", {"dedi": workdays(OCT)})
    government.land(OCT, "calendar", "libur.csv", [DECREE])
    government.policy.write_text(POLICY + CORRECTED_BACKWARDS, encoding="utf-8")
    seen = {}
    for name, known in (("then", then), ("now", None)):
        workspace, request = Workspace.of(government.home, name, OCT), Request(OCT, (), known)
        receiving.receive(government.home, then + dt.timedelta(days=30), workspace)
        receiving.accept(government.home, request, workspace)
        receiving.compile_policies(government.home, request, workspace)
        rows = {
            table: pl.read_parquet(workspace.accepted / table / "*.parquet")
            for table in ("punch", "employee_assignment")
        } | {
            table: pl.read_parquet(workspace.compiled / f"{table}.parquet")
            for table in ("calendar_days", "policy_components")
        }  # fmt: skip
        on_the_day = rows["calendar_days"].filter(date=dt.date(2026, 10, 12), pattern_id="default")
        in_force = rows["policy_components"].filter(
            pl.col("valid_to") > dt.date(2026, 10, 1), job_class=9, component="beban_kerja"
        )
        seen[name] = (
            rows["punch"].filter(employee_id=WORKERS["dedi"].nip).is_empty(),
            "Eko Baru" in rows["employee_assignment"]["name"],
            on_the_day["day_kind"].item(),
            in_force["amount"].max(),
        )
    assert seen == {"then": (True, False, "kerja", 4_000_000), "now": (False, True, "libur", 3_000_000)}


def test_the_page_that_tells_this_story_has_the_true_tables(closed: dict[str, Government]) -> None:
    page = (REPOSITORY / "docs" / "examples" / "closing.md").read_text(encoding="utf-8")
    told = re.findall(r"^```csv\n(.*?)^```", page, flags=re.MULTILINE | re.DOTALL)
    december = closed[DEC].home
    assert told == [
        paid_table(december, OCT, 1),
        correction_table(december, NOV),
        outstanding_table(december, NOV),
        paid_table(december, OCT, 2),
        correction_table(december, DEC),
        outstanding_table(december, DEC),
    ]


def paid_table(home: Home, month: str, number: int) -> str:
    people = pl.read_csv(home.releases / month / AGENCY / f"r{number}" / "monthly_incentives.csv")
    return people.select("name", "computed_amount", "incentive_amount", "is_held").write_csv()


def correction_table(home: Home, month: str) -> str:
    folder = home.releases / month / AGENCY / "r1"
    names = pl.read_parquet(folder / "monthly_incentives.parquet").select("employee_id", "name")
    lines = pl.read_parquet(folder / "incentive_lines.parquet").filter(pl.col("for_month") != month)
    told = lines.join(names, on="employee_id").sort("name")
    return told.select(
        "name", "for_month", "line_kind", "paid_before_amount", "due_amount", "amount"
    ).write_csv()


def outstanding_table(home: Home, month: str) -> str:
    listed = pl.read_csv(home.releases / month / AGENCY / "r1" / "outstanding.csv")
    return listed.select("name", "for_month", "outstanding_kind", "reason", "amount").write_csv()


@pytest.mark.slow
def test_across_the_fiscal_year_differences_are_listed_and_never_netted(
    closed: dict[str, Government], tmp_path: Path
) -> None:
    shutil.copytree(closed[DEC].home.root, tmp_path / "data")
    january = replace(closed[DEC], home=Home(tmp_path / "data"))
    january.land_month(JAN, {})
    january.land_punches(JAN, "susulan.dat", {"eko": [dt.date(2026, 12, 14)]})
    january.land_month(DEC, {"eko": [14], "fani": [15]})
    january.run(JAN)
    found = january.mart(JAN, "gate_findings").filter(rule_code="bulan_rilis_berubah")
    [message] = found["message"]
    assert f"{DEC} (berkas {AGENCY}/{DEC}/attendance/mesin.dat" in message
    january.run(DEC)
    january.run(JAN)
    assert "bulan_rilis_berubah" not in january.mart(JAN, "gate_findings")["rule_code"]
    assert not disagreements(january, JAN)
    january.release(JAN)
    assert corrections(january, JAN) == []
    assert outstanding(january, JAN) == [
        ("eko", DEC, "tahun_anggaran_lain", 60_000),
        ("fani", DEC, "tahun_anggaran_lain", -60_000),
    ]
    assert released(january, JAN)["fani"] == released(january, JAN)["eko"] == 2_000_000
    assert_identity(january, JAN, {("citra", OCT): 1_000_000, ("budi", OCT): 100_000})
