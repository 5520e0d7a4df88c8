"""A small government's October to December, closed in order: late data, objections, debts, and who left."""

import datetime as dt
from collections import Counter
from dataclasses import replace
from pathlib import Path

import polars as pl

from contracts.home import Home
from delivery.statement.build import statement
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
DECREE = {
    "tanggal": "2026-10-12", "jenis": "libur", "nama": "Hari jadi", "nomor_keputusan": "SK 1",
    "tanggal_keputusan": "2026-11-02",
}  # fmt: skip


def october_first(government: Government) -> None:
    government.land_month(OCT, {"ani": [12], "gina": [12], "dedi": NEVER, "eko": [14], "fani": [15]})
    government.run(OCT)
    government.release(OCT)


def object_to_october(government: Government) -> None:
    """Eko was on duty elsewhere, which is granted with a letter; Fani says the same without one."""
    order = {
        "nip": WORKERS["eko"].nip, "jenis_cuti": "dinas_luar", "mulai": "2026-10-14", "selesai": "2026-10-14",
        "nomor_surat": "SPT/9", "tanggal_persetujuan": "2026-10-13",
    }  # fmt: skip
    government.land(NOV, "leave", "keberatan.csv", [order])
    decided = [
        ("K-1/2026", "eko", "diterima", "Surat tugas SPT/9 ada", f"{NOV}/leave/keberatan.csv#1"),
        ("K-2/2026", "fani", "ditolak", "Tidak ada surat tugas", ""),
    ]
    objections = [
        {"id": number, "nip": WORKERS[key].nip, "bulan": OCT, "line_id": line_code(government, key),
         "alasan": "Dinas luar", "diajukan": "2026-11-11", "diputus": "2026-11-16", "putusan": ruling,
         "diputus_oleh": "Sekretaris Daerah", "alasan_putusan": reason, "berkas_perbaikan": file}
        for number, key, ruling, reason, file in decided
    ]  # fmt: skip
    government.land(NOV, "objections", "keberatan.csv", objections)


def line_code(government: Government, key: str) -> str:
    """Code of the first line of somebody's statement of October, as it is printed there."""
    return statement(government.home, WORKERS[key].nip, OCT)["lines"][0]["line_id"][:12]


def october_late_and_november(government: Government) -> None:
    """Punches of October land and objections to it, the policy is corrected backwards, one has left."""
    object_to_october(government)
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


def closed_in(root: Path) -> dict[str, Government]:
    """The government after each of its months was released; each month is computed with the oracle beside."""
    home = Home(root)
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
