"""What payroll imports: right to the cell, private, by SKPD, marked where it is no basis for payment."""

import csv
import io
import json
import shutil
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fastexcel
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.home import Home
from delivery import ledger
from delivery.compare import compare
from delivery.errors import HandOffRefused
from delivery.handoff.forms import Form, harmless, money_text
from delivery.handoff.hand import hand_off, simulation_reasons
from delivery.handoff.levies import Salary
from delivery.handoff.released import find_release, offices
from delivery.handoff.rows import SIPD_COLUMNS, PayrollBase
from delivery.handoff.spread import spread
from delivery.paid_file import read_paid
from delivery.release.chain import MANIFEST, manifest_bytes, sha256_of
from tests.support.marts import build_catalogue
from tests.support.released import AT, as_law, of_law, released
from tests.support.sample_month import AGENCY, BUDI, JOKO, MONTH, RINA, SITI, Row, sample

OFFICE = shutil.which("soffice")
MARK = "SIMULASI - BUKAN DASAR PEMBAYARAN"
ASKED = """
income_tax: {cite: baku, table: ter_2024, borne_by: government}
health_insurance: {cite: baku, employee: 1, employer: 4, cap: 12000000}
"""
SECRET = PayrollBase(
    salary=Salary(5_000_000, "K/1", None, None, None),
    national_id="5271010101860001",
    birth_date="1986-09-26",
    address="=Jalan Melati",
    account="0012300456789",
    bank="Bank Daerah",
    zakat_amount=50_000,
)


def sheets(path: Path) -> dict[str, list[list[str]]]:
    workbook = fastexcel.read_excel(path)
    tables = {
        name: workbook.load_sheet(name, header_row=None, dtypes="string").to_polars()
        for name in workbook.sheet_names
    }
    return {name: [[cell or "" for cell in row] for row in table.rows()] for name, table in tables.items()}


def hand(
    home: Home,
    form: Form = "sipd",
    bases: dict[str, PayrollBase] | None = None,
    **changes: Callable[[dict[str, list[Row]]], None],
) -> tuple[Path, Any]:
    tables = as_law(sample())
    for change in changes.values():
        change(tables)
    release = released(home, tables, of_law(rules=ASKED))
    return hand_off(home, release, "1.01", form, bases or {}, written_at=AT)


@given(st.lists(st.integers(-5, 10**9), min_size=1, max_size=6), st.integers(0, 10**10))
def test_shares_sum_and_are_never_a_rupiah_off_their_proportion(parts: list[int], total: int) -> None:
    named = {str(place): part for place, part in enumerate(parts)}
    shares = spread(named, total)
    assert sum(shares.values()) == total
    whole = sum(max(part, 0) for part in parts)
    for name, part in named.items() if whole else ():
        assert abs(shares[name] * whole - total * max(part, 0)) < whole


def test_what_was_not_cut_stays_as_it_is() -> None:
    assert spread({"a": 3, "b": 0, "c": 7}, 10) == {"a": 3, "b": 0, "c": 7}
    assert spread({"a": 1, "b": 1, "c": 1}, 2) == {"a": 1, "b": 1, "c": 0}


@pytest.mark.parametrize("start", [*"=+-@", "\t=", "\r=", " =", "\uff1d"])
def test_no_cell_begins_as_a_formula(start: str) -> None:
    assert harmless(f"{start}cmd|calc").startswith("'")
    assert harmless("Núñez & Co. - Satu") == "Núñez & Co. - Satu"


def test_money_is_text_in_one_form() -> None:
    assert [money_text(amount) for amount in (1_234_567, 0, -5, None)] == [
        "1.234.567,00",
        "0,00",
        "-5,00",
        "",
    ]


def test_the_workbook_has_the_34_columns_and_its_sums_hold_in_a_foreign_reader(home: Home) -> None:
    path, totals = hand(home, bases={SITI: SECRET})
    assert path.name == f"TPP_{MONTH}_1.01_sipd.xlsx"
    header, *rows = sheets(path)["TPP"]
    assert header == list(SIPD_COLUMNS)
    assert len(header) == 34
    cells = {row[2]: dict(zip(header, row, strict=True)) for row in rows}
    assert set(cells) == {SITI, RINA, JOKO}
    siti = cells[SITI]
    assert siti["NIK"] == "5271010101860001"
    assert siti["Nomor Rekening"] == "0012300456789"
    assert siti["Alamat"] == "'=Jalan Melati"

    def rupiah(row: dict[str, str], *columns: str) -> int:
        return sum(int(row[column].removesuffix(",00").replace(".", "") or 0) for column in columns)

    for row in cells.values():
        components = [column for column in header if column.startswith("TPP ")]
        employer = ("Iuran Pemberi Kerja", "JKK", "JKM", "Tapera", "Pensiun", "JHT")
        added = rupiah(row, *components, "Tunjangan PPH", *employer)
        taken = rupiah(row, *employer, "BPJS 1%", "PPh 21", "Zakat", "Bulog")
        assert rupiah(row, "Jumlah TPP") == added
        assert rupiah(row, "Jumlah Potongan") == taken
        assert rupiah(row, "Jumlah Ditransfer") == added - taken
    paid = {row["employee_id"]: row["incentive_amount"] for row in sample()["monthly_incentives"]}
    assert rupiah(siti, *components) == paid[SITI]
    assert rupiah(siti, "Tunjangan PPH") == rupiah(siti, "PPh 21") > 0
    assert rupiah(siti, "BPJS 1%") == round(paid[SITI] / 100)
    assert cells[RINA]["PPh 21"] == cells[RINA]["BPJS 1%"] == ""
    assert totals["columns"]["Jumlah Ditransfer"] == sum(
        rupiah(row, "Jumlah Ditransfer") for row in cells.values()
    )


def test_what_has_no_column_is_named_beside_and_who_waits_is_listed(home: Home) -> None:
    def other(tables: dict[str, list[Any]]) -> None:
        for row in tables["incentive_lines"]:
            if row["employee_id"] == JOKO:
                row["component"] = "pertimbangan_objektif_lainnya"

    path, totals = hand(home, other=other)
    pages = sheets(path)
    aside = {row[0]: row for row in pages["Di luar kolom"][1:]}
    assert aside[JOKO][2] == "116.000,00"
    assert aside[SITI][3] == "-60.000,00"
    assert [row[0] for row in pages["Tidak dibayar"][1:]] == [BUDI]
    joko = next(row for row in pages["TPP"] if row[2] == JOKO)
    assert joko[-3:] == ["0,00", "0,00", "0,00"]
    assert totals["components"]["pertimbangan_objektif_lainnya"] == 116_000
    assert sum(totals["components"].values()) == totals["incentive_amount"] == 3_798_520
    assert totals["people_held"] == 1
    assert totals["held_amount"] == 1_500_000
    assert totals["statuses"] == [{"employment_status": "PNS", "people": 3, "incentive_amount": 3_798_520}]


def test_deductions_never_exceed_what_is_added(home: Home) -> None:
    greedy = PayrollBase(zakat_amount=10**9, bulog_amount=10**9)
    path, totals = hand(home, bases={JOKO: greedy})
    header, *rows = sheets(path)["TPP"]
    joko = dict(zip(header, next(row for row in rows if row[2] == JOKO), strict=True))
    assert (joko["Zakat"], joko["Bulog"], joko["Jumlah Ditransfer"]) == ("", "", "116.000,00")
    assert totals["people_with_notes"] == 3


def test_the_plain_form_is_what_compare_reads(home: Home) -> None:
    path, _ = hand(home, "simple")
    lines = path.read_bytes().decode().split("\r\n")
    assert lines[0] == "NIP,NAMA,NILAI"
    assert f"{JOKO},Joko Susilo,116000" in lines
    assert {row.employee_id: row.amount for row in read_paid(path).rows}[JOKO] == 116_000
    assert compare(home, MONTH, path, AGENCY)["people_equal"] == 3


def test_parquet_carries_integers(home: Home) -> None:
    path, totals = hand(home, "parquet", bases={SITI: SECRET})
    table = pl.read_parquet(path)
    assert table["incentive_amount"].sum() == totals["incentive_amount"]
    assert table.schema["jumlah_ditransfer_amount"] == pl.Int64
    assert table.filter(nip=SITI)["nomor_rekening"].item() == "0012300456789"
    assert not table["is_simulation"].any()


def test_files_are_private_and_the_ledger_knows_only_a_salted_hash(home: Home) -> None:
    path, totals = hand(home, bases={SITI: SECRET})
    control = path.with_name(f"{path.name}.kendali.json")
    assert json.loads(control.read_text()) == totals
    for file in (path, control, home.keys / "handoff.salt"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    [event] = ledger.read(home, "handoffs")
    assert len(event["salted_sha256"]) == 64
    assert event["salted_sha256"] != totals["sha256"]
    secrets = (b"5271010101860001", b"Melati", b"0012300456789")
    elsewhere = [each for each in home.root.rglob("*") if each.is_file() and home.handoff not in each.parents]
    assert elsewhere
    assert not [each for each in elsewhere if any(word in each.read_bytes() for word in secrets)]


@pytest.mark.parametrize("form", ["sipd", "simple", "parquet"])
def test_the_same_release_gives_the_same_bytes(tmp_path: Path, form: Form) -> None:
    first, second = (hand(Home(tmp_path / name), form)[0].read_bytes() for name in ("a", "b"))
    assert first == second


def test_a_simulation_says_so_in_name_first_row_and_totals(home: Home) -> None:
    release = released(home, sample(), of_law(("status: law", "status: illustrative")))
    path, totals = hand_off(home, release, "1.01", "sipd", {}, written_at=AT)
    assert path.name.startswith("SIMULASI-BUKAN-DASAR-PEMBAYARAN_")
    assert {page[0][0] for page in sheets(path).values()} == {MARK}
    assert totals["is_simulation"]
    assert "earnings.umum: isian contoh" in totals["simulation_reasons"]
    plain, _ = hand_off(home, release, "1.01", "simple", {}, written_at=AT)
    assert plain.read_text().splitlines()[0] == MARK
    table = pl.read_parquet(hand_off(home, release, "1.01", "parquet", {}, written_at=AT)[0])
    assert table["is_simulation"].all()


NO_SANCTION = "clause: hukuman disiplin karena tidak masuk kerja\n    status: law"
NOT_READ = "clause: peta predikat 100/100/80/60/40\n    status: law"
ATTESTED = NOT_READ.replace(
    "law", "reported\n    attested: {by: Kepala BKPSDM, letter: 800/1/2026, on: 2026-01-05}"
)


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        ((NO_SANCTION, NO_SANCTION.replace("law", "reported")), 0),
        ((NOT_READ, NOT_READ.replace("law", "reported")), 1),
        ((NOT_READ, ATTESTED), 0),
    ],
    ids=["a rule that nobody's pay rests on", "a paying rule that was not read", "attested by clause"],
)
def test_only_rules_of_law_or_attested_pay(home: Home, change: tuple[str, str], reasons: int) -> None:
    release = released(home, as_law(sample()), of_law(change))
    found = simulation_reasons(release, {})
    assert len(found) == reasons
    assert not reasons or found[0].startswith("earnings.umum: dari berita")


def test_one_unit_that_waits_stops_no_other(home: Home) -> None:
    tables = as_law(sample())
    for row in tables["monthly_incentives"]:
        if row["employee_id"] == BUDI:
            row["skpd_code"] = "1.02"
    release = released(home, tables, of_law())
    assert offices(release) == ["1.01", "1.02"]
    with pytest.raises(HandOffRefused, match=r"SKPD 1\.02: tidak ada yang dapat dibayar \(1 orang ditahan"):
        hand_off(home, release, "1.02", "simple", {}, written_at=AT)
    _, totals = hand_off(home, release, "1.01", "simple", {}, written_at=AT)
    assert totals["people"] == 3
    with pytest.raises(HandOffRefused, match=r"SKPD 9 tidak ada"):
        hand_off(home, release, "9", "simple", {}, written_at=AT)


def test_only_releases_are_read(home: Home) -> None:
    with pytest.raises(HandOffRefused, match="Belum ada rilis"):
        find_release(home, MONTH, None)
    release = released(home, as_law(sample()), of_law())
    build_catalogue(home, {})
    home.catalogue.unlink()
    found = find_release(home, MONTH, None, "1.01")
    assert found == release
    assert hand_off(home, found, "1.01", "simple", {}, written_at=AT)[1]["people"] == 3


def test_an_older_release_says_what_to_do(home: Home) -> None:
    release = released(home, as_law(sample()), of_law())
    table = release.folder / "monthly_incentives.parquet"
    content = io.BytesIO()
    pl.read_parquet(table).drop("skpd_code").write_parquet(content)
    table.chmod(0o600)
    table.write_bytes(content.getvalue())
    manifest = release.folder / MANIFEST
    told = json.loads(manifest.read_bytes())
    told["files"][table.name]["sha256"] = sha256_of(table)
    manifest.chmod(0o600)
    manifest.write_bytes(manifest_bytes(told))
    with pytest.raises(HandOffRefused, match="sebelum rilis memuat SKPD"):
        offices(release)


@pytest.mark.slow
@pytest.mark.skipif(not OFFICE, reason="needs LibreOffice: apt-get install libreoffice-calc")
def test_libreoffice_opens_the_workbook_without_damage(home: Home, tmp_path: Path) -> None:
    path, _ = hand(home, bases={SITI: SECRET})
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [str(OFFICE), profile, "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76"]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), str(path)], check=True, capture_output=True, timeout=300
    )
    with (tmp_path / f"{path.stem}.csv").open(newline="", encoding="utf-8") as stream:
        assert list(csv.reader(stream)) == sheets(path)["TPP"]
