"""What payroll gets of months that were closed in order, and what it says back."""

import datetime as dt
from pathlib import Path

import fastexcel
import polars as pl
import pytest

from contracts.policy.loading import load_policies
from delivery.handoff.hand import hand_off
from delivery.handoff.released import all_releases, find_release
from delivery.reconcile import reconcile
from delivery.release.special import release_special
from orchestration.payroll import accepted_of
from orchestration.special import special_payment
from tests.support.closed_months import AGENCY, Government
from tests.support.closed_story import (
    DEC,
    NOV,
    OCT,
    WORKERS,
    released,
)


@pytest.mark.parametrize(
    ("special_id", "basis"),
    [
        ("gaji_13", {
            "ani": 2_000_000, "budi": 3_000_000, "dedi": 2_000_000, "eko": 2_000_000, "fani": 2_000_000,
        }),
        ("thr", {
            "ani": 1_940_000, "budi": 3_100_000, "citra": 4_000_000, "dedi": 2_000_000,
            "eko": 2_000_000, "fani": 1_940_000, "gina": 2_000_000,
        }),
    ],
)  # fmt: skip
def test_a_special_payment_is_of_what_was_released_for_its_month(
    closed: dict[str, Government], special_id: str, basis: dict[str, int]
) -> None:
    december = closed[DEC].kept(special_id)
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


def sheets(path: Path) -> dict[str, list[dict[str, str]]]:
    """Rows of each sheet of a marked workbook, read by calamine."""
    workbook = fastexcel.read_excel(path)
    found = {}
    for name in workbook.sheet_names:
        (mark, *_), header, *rows = (
            workbook.load_sheet(name, header_row=None, dtypes="string").to_polars().rows()
        )
        assert mark == "SIMULASI - BUKAN DASAR PEMBAYARAN"
        found[name] = [dict(zip(header, row, strict=True)) for row in rows]
    return found


def test_payroll_gets_corrections_inside_their_component_and_named_beside(
    closed: dict[str, Government],
) -> None:
    december = closed[DEC].kept("gaji")
    release = find_release(december.home, DEC, AGENCY)
    path, totals = hand_off(december.home, release, "1.01", "sipd", {}, written_at=december.at)
    pages = sheets(path)
    paid = {row["Nama"]: (row["TPP Beban Kerja"], row["Jumlah TPP"]) for row in pages["TPP"]}
    assert paid["Budi"] == ("2.700.000,00", "2.700.000,00")
    assert paid["Gina"] == ("2.060.000,00", "2.060.000,00")
    columns = ("Nama", "Penyesuaian", "Kekurangan", "Kelebihan", "Untuk Bulan")
    assert [tuple(row[column] for column in columns) for row in pages["Di luar kolom"]] == [
        ("Ani", "0,00", "0,00", "-60.000,00", OCT),
        ("Budi", "0,00", "0,00", "-300.000,00", OCT),
        ("Gina", "0,00", "60.000,00", "0,00", OCT),
    ]
    assert (totals["kekurangan_amount"], totals["kelebihan_amount"]) == (60_000, -360_000)
    assert totals["components"]["beban_kerja"] == totals["incentive_amount"] == 12_640_000
    assert totals["is_simulation"]


def test_a_susulan_is_handed_over_alone_and_the_month_is_paid_with_both(
    closed: dict[str, Government],
) -> None:
    december = closed[DEC].kept("lunas")
    both = all_releases(december.home, OCT, AGENCY)
    path, totals = hand_off(december.home, both[1], "1.01", "sipd", {}, written_at=december.at)
    assert [(row["Nama"], row["Jumlah TPP"]) for row in sheets(path)["TPP"]] == [("Dedi", "2.000.000,00")]
    assert (totals["people"], totals["people_held"], totals["release"]) == (1, 0, 2)
    paid = released(december, OCT) | released(december, OCT, 2)
    acknowledged = [
        {"NIP": WORKERS[key].nip, "BULAN": OCT, "NILAI_DIBAYAR": amount, "NOMOR_SP2D": "1",
         "TANGGAL_SP2D": "2026-11-05", "RETUR": "tidak"}
        for key, amount in paid.items()
    ]  # fmt: skip
    states = []
    for rows in ([row for row in acknowledged if row["NIP"] != WORKERS["dedi"].nip], acknowledged):
        december.land(NOV, "payroll_ack", "sp2d.csv", rows)
        told = accepted_of(december.home, AGENCY, "payroll_ack", OCT, december.at)
        facts = reconcile(december.home, both, told, at=december.at)
        states.append((facts["state"], [(each["kind"], each["difference"]) for each in facts["differences"]]))
    assert states == [("released", [("released_not_paid", -2_000_000)]), ("paid", [])]
