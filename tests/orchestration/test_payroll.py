"""Payroll's own feeds: what the hand-off takes from them, what nobody else sees, what comes back."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from click.testing import Result
from typer.testing import CliRunner

from contracts.home import Home
from delivery import ledger
from delivery.errors import HandOffRefused
from delivery.handoff.hand import hand_off
from delivery.handoff.purge import purge
from delivery.handoff.released import Released
from delivery.reconcile import reconcile, state_of
from delivery.reconcile_text import render
from orchestration.cli import app
from orchestration.payroll import accepted_of, payroll_bases
from orchestration.receiving import accept, receive
from orchestration.request import Request
from orchestration.workspace import Workspace
from sources.demo.treasury import acknowledgement
from tests.support.released import as_law, of_law, released
from tests.support.sample_month import AGENCY, BUDI, JOKO, MONTH, RINA, SITI, sample

NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)
BASE = f"""nip;bulan;gaji_bruto;status_kawin;nik;alamat;rekening
{SITI};2026-11;5000000;K/1;5271016801880002;Jalan RAHASIA 3;0012300456789
{SITI};2026-10;1;TK/0;1;Jalan lama;1
{RINA};2026-11;lima;K/1;5271016801880003;Jalan RAHASIA 4;1
{JOKO};2026-11;5000000;TK/0;5,27E+15;;1,5E+11
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "data")


@pytest.fixture
def release(home: Home) -> Released:
    return released(home, as_law(sample()), of_law())


def land(home: Home, feed: str, text: str, month: str = "2026-11", name: str = "a.csv") -> Path:
    path: Path = home.landing / AGENCY / month / feed / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_row_goes_with_the_pay_of_the_month_before_its_month_of_payment(
    home: Home, release: Released
) -> None:
    land(home, "payroll_base", BASE)
    bases = payroll_bases(home, AGENCY, release.month, NOW)
    assert set(bases) == {SITI, JOKO}
    assert bases[SITI].national_id == "5271016801880002"
    assert bases[SITI].account == "0012300456789"
    assert bases[SITI].salary.gross_amount == 5_000_000
    _, totals = hand_off(home, release, "1.01", "sipd", bases, written_at=NOW)
    assert totals["people_without_payroll_base"] == 1
    assert totals["people_with_notes"] == 1


def test_a_newer_file_stands_for_the_older_and_one_that_is_gone_refuses(
    home: Home, release: Released
) -> None:
    first = land(home, "payroll_base", BASE)
    payroll_bases(home, AGENCY, release.month, NOW)
    land(home, "payroll_base", BASE.replace("0012300456789", "77"), name="b.csv")
    land(home, "payroll_base", BASE.replace("5000000;K/1", "6000000;K/1"), name="c.csv")
    known = payroll_bases(home, AGENCY, release.month, NOW)[SITI]
    assert (known.salary.gross_amount, known.account) == (6_000_000, "0012300456789")
    (home.landing / AGENCY / "2026-11" / "payroll_base" / "c.csv").unlink()
    with pytest.raises(HandOffRefused, match=r"c\.csv tidak ada lagi"):
        payroll_bases(home, AGENCY, release.month, NOW)
    assert first.exists()


def test_nothing_private_is_kept_by_a_run(home: Home, release: Released) -> None:
    land(home, "payroll_base", BASE)
    workspace = Workspace.of(home, "test", release.month)
    receive(home, NOW, workspace)
    accept(home, Request(release.month, (AGENCY,)), workspace)
    kept = [path for path in home.root.rglob("*") if path.is_file() and home.landing not in path.parents]
    assert any("payroll_base" in path.parts for path in kept)
    for path in kept:
        content = path.read_bytes()
        assert not [word for word in (b"RAHASIA", b"5271016801880", b"0012300456789") if word in content], (
            path
        )


def acknowledge(home: Home, rows: str, name: str = "a.csv") -> None:
    head = "NIP,BULAN,NILAI_DIBAYAR,NOMOR_SP2D,TANGGAL_SP2D,RETUR\n"
    land(home, "payroll_ack", head + rows, name=name)


def row(employee_id: str, amount: int, sp2d: str = "1/SP2D", returned: str = "tidak") -> str:
    return f"{employee_id},2026-10,{amount},{sp2d},2026-11-05,{returned}\n"


def test_every_difference_of_an_acknowledgement_is_named(home: Home, release: Released) -> None:
    amounts = dict(release.table("monthly_incentives").select("employee_id", "incentive_amount").iter_rows())
    acknowledge(
        home,
        row(SITI, amounts[SITI] - 1) + row(RINA, amounts[RINA], returned="ya") + row(BUDI, 1_500_000)
        + row("197001011990031001", 5),
    )  # fmt: skip
    facts = reconcile(home, [release], accepted_of(home, AGENCY, "payroll_ack", MONTH, NOW), at=NOW)
    found = {each["employee_id"]: (each["kind"], each["difference"]) for each in facts["differences"]}
    assert found == {
        SITI: ("other_amount", -1),
        RINA: ("returned", -amounts[RINA]),
        BUDI: ("paid_not_released", 1_500_000),
        "197001011990031001": ("paid_not_released", 5),
        JOKO: ("released_not_paid", -116_000),
    }
    assert (facts["state"], facts["people_equal"]) == ("released", 0)
    assert ledger.read(home, "states") == []
    assert "belum lunas" in render(facts)


def test_only_a_complete_acknowledgement_makes_the_month_paid(home: Home, release: Released) -> None:
    amounts = dict(release.table("monthly_incentives").select("employee_id", "incentive_amount").iter_rows())
    acknowledge(home, row(SITI, amounts[SITI]) + row(RINA, amounts[RINA], returned="ya") + row(JOKO, 16_000))
    assert not judged(home, release)
    acknowledge(home, row(RINA, amounts[RINA], "2/SP2D") + row(JOKO, 100_000, "2/SP2D"), "b.csv")
    assert judged(home, release)
    assert judged(home, release)
    assert state_of(home, AGENCY, MONTH) == "paid"
    [moved] = ledger.read(home, "states")
    assert (moved["from"], moved["to"], moved["sp2d"]) == ("released", "paid", ["1/SP2D", "2/SP2D"])
    acknowledge(home, row(JOKO, 100_000, "2/SP2D", returned="ya"), "c.csv")
    assert not judged(home, release)
    assert [event["to"] for event in ledger.read(home, "states")] == ["paid", "released"]


def judged(home: Home, release: Released) -> bool:
    rows = accepted_of(home, AGENCY, "payroll_ack", MONTH, NOW)
    return reconcile(home, [release], rows, at=NOW)["is_complete"]


def test_the_treasury_of_the_demo_pays_one_in_full_and_differs_in_each_way_elsewhere(
    home: Home, release: Released
) -> None:
    refused = kinerja(home, "demo", "--paid", MONTH)
    assert refused.exit_code == 2
    assert "is no home of the demo" in refused.output
    (home.root / "planted.json").write_text("[]")
    assert "was not released" in kinerja(home, "demo", "--paid", "2026-09").output
    assert kinerja(home, "demo", "--paid", MONTH).exit_code == 0
    assert kinerja(home, "reconcile", MONTH, "--agency", AGENCY).exit_code == 0
    assert state_of(home, AGENCY, MONTH) == "paid"
    paid = release.table("monthly_incentives").select("employee_id", amount="incentive_amount")
    told = acknowledgement(paid.filter(pl.col("amount") > 0), MONTH, is_exact=False)
    land(home, "payroll_ack", told.write_csv(), name="sp2d_2026-10.csv")
    found = kinerja(home, "reconcile", MONTH, "--agency", AGENCY, "--json")
    assert found.exit_code == 4
    assert {each["kind"] for each in json.loads(found.stdout)["differences"]} == {
        "paid_not_released",
        "released_not_paid",
        "other_amount",
        "returned",
    }


def test_files_are_deleted_when_they_were_kept_long_enough(home: Home, release: Released) -> None:
    path, _ = hand_off(home, release, "1.01", "simple", {}, written_at=NOW)
    assert purge(home, lambda _: None, NOW + timedelta(days=999)) == []
    assert purge(home, lambda _: 90, NOW + timedelta(days=89)) == []
    assert purge(home, lambda _: 90, NOW + timedelta(days=91)) == [path.relative_to(home.handoff).as_posix()]
    assert not list(path.parent.iterdir())
    assert purge(home, lambda _: 90, NOW + timedelta(days=91)) == []
    assert [event["kind"] for event in ledger.read(home, "handoffs")] == ["handed_off", "purged"]


def kinerja(home: Home, *words: str) -> Result:
    return CliRunner().invoke(app, ["--home", str(home.root), *words])


def test_the_commands_from_release_to_paid(home: Home) -> None:
    rule = f'{{cite: baku, decree: PP 1, basis_month: "{MONTH}", percent: 50, statuses: [PNS]}}'
    release = released(home, as_law(sample()), of_law(rules=f"special_payments: {{gaji_13: {rule}}}"))
    land(home, "payroll_base", BASE)
    handed = kinerja(home, "handoff", MONTH, "--unit", "1.01", "--format", "parquet", "--json")
    assert handed.exit_code == 0, handed.output
    [totals] = json.loads(handed.stdout)
    assert (totals["people"], totals["people_without_payroll_base"]) == (3, 1)
    assert kinerja(home, "handoff", MONTH).exit_code == 0
    assert kinerja(home, "handoff", MONTH, "--unit", "9").exit_code == 4
    assert kinerja(home, "handoff", "2026-09").exit_code == 2
    amounts = release.table("monthly_incentives").select("employee_id", "incentive_amount").rows()
    paid = [row(employee_id, amount) for employee_id, amount in amounts if amount]
    acknowledge(home, paid[0])
    waiting = kinerja(home, "reconcile", MONTH)
    assert waiting.exit_code == 4
    assert "belum dibayar" in waiting.stdout
    acknowledge(home, "".join(paid[1:]), "b.csv")
    assert json.loads(kinerja(home, "reconcile", MONTH, "--json").stdout)["state"] == "paid"
    special = kinerja(home, "special", "gaji_13", "--by", "Sri")
    assert special.exit_code == 0, special.output
    assert "1.01: 3 orang" in special.stdout
    [file] = (home.handoff / "special" / AGENCY / "gaji_13").iterdir()
    assert file.read_text().splitlines()[:2] == ["NIP,NAMA,NILAI", f"{JOKO},Joko Susilo,58000"]
    assert kinerja(home, "special", "gaji_13", "--by", "Sri").exit_code == 4
    assert kinerja(home, "special", "thr", "--by", "Sri").exit_code == 2
    assert "0 files and reviews deleted" in kinerja(home, "purge").stdout
