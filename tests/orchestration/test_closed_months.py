"""Months of a small government closed in order: late data, corrections, debts, and who left."""

import datetime as dt
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from contracts.home import Home
from contracts.policy.loading import load_policies
from delivery.release.special import release_special
from delivery.verify.audit import verify
from orchestration.commands.special import special_payment
from orchestration.corrections import write_correction_inputs
from orchestration.receiving import receive
from orchestration.request import Request
from orchestration.workspace import Workspace
from tests.oracle.compare import differences
from tests.support.closed_months import AGENCY, Government, Worker, workdays

OCT, NOV, DEC, JAN = MONTHS = ("2026-10", "2026-11", "2026-12", "2027-01")
POLICY = """
id: kecil
title: Kebijakan Kabupaten Kecil
extends: acuan
agencies: {95.07: Kabupaten Kecil}
zone: Asia/Jakarta
first_month: "2026-10"
citations: {perbup: {regulation: Perbup Kecil 1/2026, clause: Pasal 4, status: law}}
versions:
  - id: "1"
    enacted_on: 2026-01-05
    effective_from: 2026-01-01
    rules:
      components:
        beban_kerja: {cite: perbup, partial: true, by_class: {7: 2000000, 9: 4000000}}
        prestasi_kerja: null
      earnings:
        pemilik_layanan: null
        umum: {cite: perbup, priority: 100, weights: {discipline: 100}}
      recovery: {cite: perbup, max_percent_of_month: 20}
      special_payments:
        gaji_13: {cite: perbup, decree: PP 1/2026, basis_month: "2026-11", percent: 50, statuses: [PNS]}
        thr: {cite: perbup, decree: PP 2/2026, basis_month: "2026-10", percent: 50, statuses: [PNS]}
"""
CORRECTED_BACKWARDS = """
  - id: "2"
    enacted_on: 2026-11-20
    effective_from: 2026-10-01
    based_on: "1"
    rules:
      components:
        beban_kerja: {cite: perbup, partial: true, by_class: {7: 2000000, 9: 3000000}}
"""
WORKERS = {
    "ani": Worker(1, "Ani", 7),
    "budi": Worker(2, "Budi", 9),
    "citra": Worker(3, "Citra", 9),
    "dedi": Worker(4, "Dedi", 7),
    "eko": Worker(5, "Eko", 7),
    "fani": Worker(6, "Fani", 7),
    "gina": Worker(7, "Gina", 7),
}
NEVER = range(1, 32)


def october_first(government: Government) -> None:
    government.land_month(OCT, {"ani": [12], "gina": [12], "dedi": NEVER})
    government.run(OCT)
    government.release(OCT)


def october_late_and_november(government: Government) -> None:
    """Punches of October land late, the policy is corrected backwards, one has left and one is not seen."""
    government.policy.write_text(POLICY + CORRECTED_BACKWARDS, encoding="utf-8")
    government.workers = {**WORKERS, "citra": replace(WORKERS["citra"], ends=dt.date(2026, 11, 1))}
    government.land_month(NOV, {"gina": NEVER})
    october = workdays(OCT)
    late = {"ani": [dt.date(2026, 10, 12)], "gina": [dt.date(2026, 10, 12)], "dedi": october}
    government.land_punches(NOV, "susulan.dat", late)
    government.run(OCT)
    government.run(NOV)


def october_corrected_again_and_december(government: Government) -> None:
    """The late punch of one was another's; money comes back from two."""
    government.land_punches(NOV, "susulan.dat", {"gina": [dt.date(2026, 10, 12)], "dedi": workdays(OCT)})
    government.land_month(DEC, {"eko": [14]})
    repaid = {"citra": 1_000_000, "budi": 100_000}
    paid_in = [
        {"nip": WORKERS[key].nip, "bulan": OCT, "jumlah": amount, "nomor_sts": key, "tanggal": "2026-12-03"}
        for key, amount in repaid.items()
    ]
    government.land(DEC, "repayments", "sts.csv", paid_in)
    government.run(OCT)
    government.run(DEC)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Government]:
    """The government after each of its months was released; each month is computed with the oracle beside."""
    home = Home(tmp_path_factory.mktemp("tutup") / "data")
    home.create()
    government = Government(home, WORKERS, home.policies / "kecil.yaml")
    government.policy.write_text(POLICY, encoding="utf-8")
    october_first(government)
    told = {OCT: government.kept("1")}
    october_late_and_november(government)
    assert not disagreements(government, NOV)
    government.release(NOV)
    told[NOV] = government.kept("2")
    government.release(OCT)
    october_corrected_again_and_december(government)
    assert not disagreements(government, DEC)
    government.release(DEC)
    return {**told, DEC: government}


def disagreements(government: Government, month: str) -> list[str]:
    """What the oracle says otherwise of the month and of all that were released before it."""
    return [str(each) for each in differences(government.home, MONTHS[: MONTHS.index(month) + 1])]


def released(government: Government, month: str, number: int = 1) -> dict[str, int]:
    """Whole rupiah of a release by person."""
    folder = government.home.releases / month / AGENCY / f"r{number}"
    people = pl.read_parquet(folder / "monthly_incentives.parquet")
    return {
        government.key(nip): amount
        for nip, amount in people.select("employee_id", "incentive_amount").iter_rows()
    }


def corrections(government: Government, month: str) -> list[tuple[str, str, str, int]]:
    lines = pl.read_parquet(government.home.releases / month / AGENCY / "r1" / "incentive_lines.parquet")
    found = lines.filter(pl.col("for_month") != month).sort("employee_id", "for_month")
    rows = found.select("employee_id", "for_month", "line_kind", "amount").iter_rows()
    return [(government.key(nip), *rest) for nip, *rest in rows]


def outstanding(government: Government, month: str) -> list[tuple[str, str, str, int]]:
    rows = government.mart(month, "outstanding").sort("employee_id", "for_month")
    told = rows.select("name", "for_month", "reason", "amount").iter_rows()
    return [(name.lower(), *rest) for name, *rest in told]


def assert_identity(government: Government, now: str, repaid: dict[tuple[str, str], int]) -> None:
    """Released less repaid, plus outstanding, is what each earlier month should have paid, per person."""
    owed: Counter[tuple[str, str]] = Counter()
    for folder in government.home.releases.glob(f"[0-9]*/{AGENCY}/r*"):
        people = pl.read_parquet(folder / "monthly_incentives.parquet").filter(~pl.col("is_held"))
        lines = pl.read_parquet(folder / "incentive_lines.parquet").join(people, on="employee_id", how="semi")
        for nip, month, amount in lines.select("employee_id", "for_month", "amount").iter_rows():
            owed[government.key(nip), month] += amount
    for name, month, _, amount in outstanding(government, now):
        owed[name, month] += amount
    for place, amount in repaid.items():
        owed[place] -= amount
    for month in (each for each in (OCT, NOV, DEC) if each < now):
        should = government.mart(month, "incentive_lines").filter(for_month=month)
        sums = Counter({(key, month): 0 for key in WORKERS})
        for nip, amount in should.select("employee_id", "amount").iter_rows():
            sums[government.key(nip), month] += amount
        assert {place: owed[place] for place in sums} == sums


def test_what_comes_late_is_settled_in_the_next_month(story: dict[str, Government]) -> None:
    assert released(story[OCT], OCT) == {
        "ani": 1_940_000, "budi": 4_000_000, "citra": 4_000_000, "dedi": 0,
        "eko": 2_000_000, "fani": 2_000_000, "gina": 1_940_000,
    }  # fmt: skip
    november = story[NOV]
    assert corrections(november, NOV) == [
        ("ani", OCT, "kekurangan", 60_000),
        ("budi", OCT, "kelebihan", -600_000),
    ]
    assert released(november, NOV) == {
        "ani": 2_060_000, "budi": 2_400_000, "dedi": 2_000_000,
        "eko": 2_000_000, "fani": 2_000_000, "gina": 0,
    }  # fmt: skip
    lines = pl.read_parquet(november.home.releases / NOV / AGENCY / "r1" / "incentive_lines.parquet")
    [cause] = lines["cause"].drop_nulls().unique()
    assert cause == f"berkas {AGENCY}/{NOV}/attendance/susulan.dat; kebijakan kecil.yaml"


def test_what_cannot_be_settled_is_listed_by_name(story: dict[str, Government]) -> None:
    november = story[NOV]
    assert outstanding(november, NOV) == [
        ("budi", OCT, "angsuran", -400_000),
        ("citra", OCT, "tidak_lagi_bertugas", -1_000_000),
        ("dedi", OCT, "susulan", 2_000_000),
        ("gina", OCT, "ditahan", 60_000),
    ]
    assert_identity(november, NOV, {})
    listed = (november.home.releases / NOV / AGENCY / "r1" / "outstanding.csv").read_text("utf-8")
    assert f"{WORKERS['citra'].nip},Citra,01,{OCT},kelebihan,tidak_lagi_bertugas,-1000000" in listed


def test_the_next_month_starts_from_what_the_corrected_one_says(story: dict[str, Government]) -> None:
    days = {
        month: story[month].mart(month, "month_state").filter(
            subject_id=WORKERS["ani"].nip, state_key="unexcused_days"
        )["value_e4"].item()
        for month in (OCT, NOV)
    }  # fmt: skip
    assert days == {OCT: 10_000, NOV: 0}


def test_what_lands_for_a_released_month_that_was_not_run_again_is_a_finding(
    story: dict[str, Government],
) -> None:
    government = story[OCT].kept("basi")
    workspace = Workspace.of(government.home, "test", NOV)
    workspace.compiled.mkdir()
    pl.DataFrame({"agency_id": [AGENCY]}).write_parquet(workspace.compiled / "agency.parquet")

    def causes() -> list[tuple[str, str | None]]:
        receive(government.home, government.at, workspace)
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
    government.land(NOV, "calendar", "libur.csv", [
        {"tanggal": "2026-10-12", "jenis": "libur", "nama": "Hari jadi", "nomor_keputusan": "SK 1",
         "tanggal_keputusan": "2026-11-02"},
    ])  # fmt: skip
    late = f"{late}; berkas {AGENCY}/{NOV}/calendar/libur.csv"
    assert causes() == [(OCT, late)]
    government.policy.write_text(POLICY + CORRECTED_BACKWARDS.replace("2026-10-01", "2026-11-01"), "utf-8")
    assert causes() == [(OCT, late)]
    government.policy.write_text(POLICY + CORRECTED_BACKWARDS, encoding="utf-8")
    assert causes() == [(OCT, f"kebijakan; {late}")]
    shutil.rmtree(government.home.marts / OCT)
    assert causes() == [(OCT, None)]


def test_who_was_held_is_paid_by_a_susulan(story: dict[str, Government]) -> None:
    assert released(story[DEC], OCT, 2) == {"dedi": 2_000_000}


def test_instalments_repayments_and_a_correction_of_a_correction_add_up(story: dict[str, Government]) -> None:
    december = story[DEC]
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


def test_the_chain_of_all_releases_verifies(story: dict[str, Government]) -> None:
    assert verify(story[DEC].home.releases)["is_sound"]
    assert len(list(story[DEC].home.releases.glob(f"*/{AGENCY}/r*"))) == 4


@pytest.mark.parametrize(
    ("special_id", "basis"),
    [
        ("gaji_13", {
            "ani": 2_000_000, "budi": 3_000_000, "dedi": 2_000_000, "eko": 2_000_000, "fani": 2_000_000,
        }),
        ("thr", {
            "ani": 1_940_000, "budi": 3_100_000, "citra": 4_000_000, "dedi": 2_000_000,
            "eko": 2_000_000, "fani": 2_000_000, "gina": 2_000_000,
        }),
    ],
)  # fmt: skip
def test_a_special_payment_is_of_what_was_released_for_its_month(
    story: dict[str, Government], special_id: str, basis: dict[str, int]
) -> None:
    december = story[DEC].kept(special_id)
    policies = load_policies(home_policies=december.home.policies)
    special = special_payment(policies, AGENCY, special_id, dt.date(2026, 12, 31))
    assert special is not None
    folder = release_special(
        december.home, AGENCY, special, by="Sri", released_at=december.at, code_version="uji"
    )
    rows = pl.read_parquet(folder / "special_payments.parquet")
    told = rows.select("employee_id", "basis_amount", "special_amount").iter_rows()
    assert {december.key(nip): (amount, half) for nip, amount, half in told} == {
        key: (amount, amount // 2) for key, amount in basis.items()
    }


@pytest.mark.slow
def test_across_the_fiscal_year_differences_are_listed_and_never_netted(
    story: dict[str, Government], tmp_path: Path
) -> None:
    shutil.copytree(story[DEC].home.root, tmp_path / "data")
    january = replace(story[DEC], home=Home(tmp_path / "data"))
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
