"""Objections from the delivered statement to the correction that pays one of them."""

import datetime as dt

import pytest

from contracts.home import Home
from delivery.release.closing import Actor
from delivery.statement.build import statement
from delivery.statement.deliver import deliver
from delivery.statement.text import render
from tests.support.closed_months import AGENCY, Government, Worker

OCT, NOV = "2026-10", "2026-11"
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
        beban_kerja: {cite: perbup, partial: true, by_class: {7: 2000000}}
        prestasi_kerja: null
      earnings:
        pemilik_layanan: null
        umum: {cite: perbup, priority: 100, weights: {discipline: 100}}
      statement: {cite: perbup, decided_by: Kepala BKPSDM, objection_days: 5, decision_days: 10}
"""
WORKERS = {"ani": Worker(1, "Ani", 7), "budi": Worker(2, "Budi", 7), "citra": Worker(3, "Citra", 7)}
REJECTED = {
    "diputus": "2026-11-16", "putusan": "ditolak", "diputus_oleh": "Sekretaris Daerah",
    "alasan_putusan": "Tidak ada surat dokter", "berkas_perbaikan": "",
}  # fmt: skip
ACCEPTED = REJECTED | {"putusan": "diterima", "berkas_perbaikan": "2026-11/leave/susulan.csv#1"}
OPEN = dict.fromkeys(REJECTED, "")


def _asked(number: int, nip: str, code: str, decided: dict[str, str]) -> dict[str, str]:
    asked = {"id": f"K-{number}/2026", "nip": nip, "bulan": OCT, "line_id": code, "alasan": "sakit"}
    return {**asked, "diajukan": "2026-11-09", **decided}


@pytest.fixture(scope="module")
def objected(tmp_path_factory: pytest.TempPathFactory) -> Government:
    """October released and delivered; of three who object one is right, one is not, one waits."""
    home = Home(tmp_path_factory.mktemp("objected") / "home")
    home.create()
    policy = home.policies / "kecil.yaml"
    policy.write_text(POLICY, encoding="utf-8")
    government = Government(home, WORKERS, policy, dt.datetime(2026, 11, 4, 3, tzinfo=dt.UTC))
    government.land_month(OCT, {"ani": [12], "budi": [12]})
    government.run(OCT)
    government.release(OCT)
    delivered_at = dt.datetime(2026, 11, 5, 20, tzinfo=dt.UTC)  # the sixth in Jakarta
    deliver(home, AGENCY, OCT, None, out=home.statements, actor=Actor("Sri", "1:sri"), at=delivered_at)
    codes = {key: statement(home, each.nip, OCT)["lines"][0]["line_id"][:12] for key, each in WORKERS.items()}
    nips = {key: each.nip for key, each in WORKERS.items()}
    leave = {
        "nip": nips["ani"], "jenis_cuti": "sakit", "mulai": "2026-10-12", "selesai": "2026-10-12",
        "tanggal_persetujuan": "2026-10-12", "nomor_surat": "SK/1",
    }  # fmt: skip
    government.land(NOV, "leave", "susulan.csv", [leave])
    government.land(
        NOV,
        "objections",
        "keberatan.csv",
        [
            _asked(1, nips["ani"], codes["ani"].upper(), ACCEPTED),
            _asked(2, nips["budi"], codes["budi"], REJECTED),
            _asked(3, nips["citra"], codes["citra"], OPEN),
            _asked(4, nips["citra"], codes["ani"], OPEN),
        ],
    )
    government.at = dt.datetime(2026, 12, 2, 3, tzinfo=dt.UTC)
    government.land_month(NOV, {})
    government.run(OCT)
    government.run(NOV)
    return government


def test_objections_stand_with_their_clock_from_the_delivered_statement(objected: Government) -> None:
    for month, waits in ((OCT, "open"), (NOV, "late")):
        found = {row["objection_id"]: row for row in objected.mart(month, "objections").iter_rows(named=True)}
        assert {key: row["state"] for key, row in found.items()} == {
            "K-1/2026": "accepted", "K-2/2026": "rejected", "K-3/2026": waits,
        }  # fmt: skip
        assert {(row["told_on"], row["told_by"], row["file_until"]) for row in found.values()} == {
            (dt.date(2026, 11, 6), "rincian", dt.date(2026, 11, 13))
        }
        assert found["K-3/2026"]["decide_until"] == dt.date(2026, 11, 23)
        assert found["K-1/2026"]["is_counted"]


def test_an_open_objection_and_a_code_of_somebody_else_are_findings(objected: Government) -> None:
    told = {
        month: dict(objected.mart(month, "gate_findings").select("rule_code", "message").iter_rows())
        for month in (OCT, NOV)
    }
    assert "K-3/2026" in told[OCT]["keberatan_tanpa_pemutus"]
    assert "paling lambat 2026-11-23" in told[NOV]["keberatan_lewat_tenggat"]
    assert "Kode baris tidak ada" in told[NOV]["baris_dikarantina"]
    assert not {"keberatan_belum_dihitung", "keberatan_terbuka"} & {*told[OCT], *told[NOV]}


def test_what_was_granted_is_paid_in_the_next_month_under_its_id(objected: Government) -> None:
    lines = objected.mart(NOV, "incentive_lines").filter(for_month=OCT)
    [(nip, kind, cause)] = lines.select("employee_id", "line_kind", "cause").iter_rows()
    assert (objected.key(nip), kind) == ("ani", "kekurangan")
    assert cause == f"keberatan K-1/2026; berkas {AGENCY}/2026-11/leave/susulan.csv"


def test_the_statement_says_why_an_objection_was_refused(objected: Government) -> None:
    text = " ".join(render(statement(objected.home, WORKERS["budi"].nip, OCT)).split())
    assert "Ditolak oleh Sekretaris Daerah pada 16 November 2026: Tidak ada surat dokter." in text
    assert "5 hari kerja sesudah rincian disampaikan (6 November 2026)" in text
