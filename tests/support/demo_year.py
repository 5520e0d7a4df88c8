"""Three months of the demo, closed one after the other with the commands that an office types."""

import datetime as dt
import json
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

import polars as pl
from typer.testing import CliRunner

from contracts.home import Home
from contracts.policy.loading import SHIPPED_POLICIES
from delivery.release.chain import releases_of
from delivery.statement.build import statement
from orchestration import clock
from orchestration.catalogue import current_builds
from orchestration.cli import app

AUG, SEP, OCT = MONTHS = ("2026-08", "2026-09", "2026-10")
MAMUJU = "76.02"
AGENCIES = ("14.72", "33.74", "52.71", MAMUJU)
RECOVERY = "      recovery: {cite: percontohan, max_percent_of_month: 5}\n      release:\n"
CORRECTED_BACKWARDS = """
  - id: "2023-koreksi"
    enacted_on: 2026-09-15
    effective_from: 2026-08-01
    based_on: "2023"
    rules:
      components:
        prestasi_kerja:
          cite: percontohan
          by_class: {1: 500000, 2: 550000, 3: 600000, 4: 700000, 5: 800000, 6: 950000, 7: 700000, 8: 1400000,
            9: 1850000, 10: 2100000, 11: 2600000, 12: 3200000, 13: 4000000, 14: 5200000, 15: 7000000,
            16: 9000000, 17: 11000000}
"""
OBJECTED = {"bulan": AUG, "alasan": "Saya bertugas di kecamatan", "diajukan": "2026-09-14"}
DECIDED = {"diputus": "2026-09-18", "diputus_oleh": "Sekretaris Daerah"}


@contextmanager
def clock_at(text: str) -> Iterator[None]:
    """Let the commands of this process see a time of Mamuju, given as ISO."""
    moment = dt.datetime.fromisoformat(f"{text}+08:00").astimezone(dt.UTC)
    with mock.patch.object(clock, "now", return_value=moment):
        yield


@dataclass
class DemoYear:
    """A home of the demo, the files that are still to come, and who is told of in the story.

    people: NIPs by their part in it; repaid: whole rupiah by (NIP, month).
    """

    home: Home
    coming: Path
    people: dict[str, str] = field(default_factory=dict)
    repaid: Counter[tuple[str, str]] = field(default_factory=Counter)

    def typed(self, at: str, *words: str, code: int = 0) -> str:
        """Type a command at a time; it must end with the code. Return what it printed."""
        with clock_at(at):
            ended = CliRunner().invoke(app, ["--home", str(self.home.root), *words])
        said = f"kinerja {' '.join(words)} ended with {ended.exit_code}:\n{ended.output}"
        assert ended.exit_code == code, said
        return ended.output

    def land(self, at: str, place: str, text: str, agency: str = MAMUJU) -> None:
        """Land a text at `<month>/<feed>/<name>`, with the command that an office types."""
        month, feed, name = place.split("/")
        file = self.home.root.parent / name
        file.write_text(text, encoding="utf-8")
        self.typed(at, "land", str(file), "--agency", agency, "--feed", feed, "--month", month)

    def deliver(self, month: str) -> None:
        """Land what the demo delivers in a month, of all agencies."""
        for folder in sorted(self.coming.glob(f"*/{month}")):
            shutil.copytree(folder, self.home.landing / folder.relative_to(self.coming), dirs_exist_ok=True)

    def close_mamuju(self, month: str, opened: str, ended: str) -> None:
        """Preview, objection window, and a release by two people with a key each."""
        who = ("--agency", MAMUJU, "--by")
        self.typed(opened, "move", month, "preview", *who, "Sri")
        self.typed(opened, "move", month, "objection", *who, "Sri")
        self.typed(opened, "propose", month, *who, "Sri", "--sign", self._key("Sri"), code=4)
        self.release_mamuju(month, ended)

    def release_mamuju(self, month: str, at: str) -> str:
        """Propose and confirm; return what the confirmation says."""
        who = ("--agency", MAMUJU, "--by")
        self.typed(at, "propose", month, *who, "Sri", "--sign", self._key("Sri"))
        return self.typed(at, "confirm", month, *who, "Wayan", "--sign", self._key("Wayan"))

    def _key(self, name: str) -> str:
        return str(self.home.root.parent / f"{name}.pem")

    def mart(self, month: str, name: str) -> pl.DataFrame:
        """Rows of a mart of the month's current build."""
        folder = self.home.marts / month / current_builds(self.home)[month].build_id
        return pl.read_parquet(folder / f"{name}.parquet")

    def accepted(self, month: str, record_type: str) -> pl.DataFrame:
        """Accepted rows of Mamuju."""
        own = current_builds(self.home)[month].agencies[MAMUJU]
        return pl.read_parquet(self.home.accepted / month / own / record_type / "*.parquet")


def begun(root: Path, employees: int = 300) -> DemoYear:
    """A home with the demo's first month; the next ones wait beside it. Mamuju takes back in instalments."""
    home, source = Home(root / "data"), Home(root / "source")
    year = DemoYear(home, source.landing)
    DemoYear(source, source.landing).typed(
        "2026-09-01T08:00", "demo", "--employees", str(employees), "--months", "3", "--end", OCT
    )
    home.create()
    shutil.copy(source.root / "planted.json", home.root)
    shipped = (SHIPPED_POLICIES / "mamuju.yaml").read_text("utf-8")
    own = shipped.replace("      release:\n", RECOVERY)
    assert own != shipped
    (home.policies / "mamuju.yaml").write_text(own, encoding="utf-8")
    for name in ("Sri", "Wayan"):
        year.typed("2026-09-01T08:00", "key", "new", name, "--file", year._key(name))  # noqa: SLF001 - its maker
    year.deliver(AUG)
    return year


def august(year: DemoYear) -> None:
    """The first month: run, previewed, released, handed over and told."""
    year.typed("2026-09-03T08:00", "run", AUG)
    year.close_mamuju(AUG, "2026-09-03T09:00", "2026-09-09T09:00")
    refused = year.typed("2026-09-09T10:00", "release", AUG, "--by", "Sri", code=4)
    assert "meminta pemeriksa" not in refused
    year.typed("2026-09-09T10:10", "handoff", AUG, "--agency", MAMUJU)
    year.typed("2026-09-10T08:00", "statements", AUG, "--agency", MAMUJU, "--by", "Sri")


def what_comes_late(year: DemoYear) -> None:
    """Late punches, an objection that is right, one that is not, and a policy that is corrected backwards."""
    days = year.mart(AUG, "attendance_days").filter(agency_id=MAMUJU, day_status="absent")
    absent = days.sort("employee_id", "work_date").unique("employee_id", keep="first", maintain_order=True)
    (late, late_day), (right, right_day) = absent.select("employee_id", "work_date").rows()[:2]
    scored = year.mart(AUG, "incentive_lines").filter(agency_id=MAMUJU, aspect="discipline")
    wrong = next(each for each in sorted(scored["employee_id"]) if each not in {late, right})
    year.people |= {"late": late, "right": right, "wrong": wrong}
    master = year.accepted(AUG, "employee_assignment").filter(agency_id=MAMUJU, employee_id=late)
    pin = str(master["pins"][0]).split(";", maxsplit=1)[0]
    punches = "".join(f"{pin}\t{late_day} {clock}\t1\t255\t1\n" for clock in ("07:05:00", "17:05:00"))
    year.land("2026-09-12T08:00", f"{SEP}/attendance/mesin_susulan.dat", punches)
    leave = "nip,jenis_cuti,mulai,selesai,nomor_surat,tanggal_persetujuan,anak_ke\n"
    leave += f"{right},dinas_luar,{right_day},{right_day},SPT/9,{right_day},\n"
    year.land("2026-09-17T08:00", f"{SEP}/leave/keberatan_cuti.csv", leave)
    asked = [
        _asked("K-1/2026", year, right) | {"putusan": "diterima", "alasan_putusan": "Surat tugas ada",
                                           "berkas_perbaikan": f"{SEP}/leave/keberatan_cuti.csv#1"},
        _asked("K-2/2026", year, wrong) | {"putusan": "ditolak", "alasan_putusan": "Tidak ada surat tugas",
                                           "berkas_perbaikan": ""},
    ]  # fmt: skip
    _mended(year)
    year.land("2026-09-18T08:00", f"{SEP}/objections/keberatan.csv", pl.DataFrame(asked).write_csv())
    policy = year.home.policies / "mamuju.yaml"
    policy.write_text(policy.read_text("utf-8") + CORRECTED_BACKWARDS, encoding="utf-8")


def _mended(year: DemoYear) -> None:
    """The appraisal that one of Semarang was held for arrives."""
    people = year.mart(AUG, "monthly_incentives").filter(hold_reason="indikator_belum_ada:productivity")
    nip = min(people.filter(agency_id="33.74")["employee_id"])
    year.people["mended"] = nip
    rating = (
        "nip,tahun,bulan,id_bkn,skp_unor_id,skp_jabatan,is_skp_plt_plh_pjb,hasil_kerja,perilaku_kerja,"
        "hasil_akhir,pegawai_atasan_nip,waktu_dinilai\n"
        f"{nip},2026,8,A8,33.74.01,Analis,false,Sesuai Ekspektasi,Sesuai Ekspektasi,Baik,,"
        "2026-09-11 10:00:00\n"
    )
    year.land("2026-09-12T09:00", f"{SEP}/task_completion/ekinerja_susulan.csv", rating, agency="33.74")


def _asked(number: str, year: DemoYear, nip: str) -> dict[str, str]:
    lines = statement(year.home, nip, AUG)["lines"]
    code = next(line["line_id"] for line in lines if line["aspect"] == "discipline")[:12]
    return {"id": number, "nip": nip, "line_id": code, **OBJECTED, **DECIDED}


def september(year: DemoYear) -> None:
    """The second month, with the first one computed again before it."""
    year.deliver(SEP)
    year.typed("2026-10-03T08:00", "run", f"{AUG}..{SEP}")


def september_released(year: DemoYear) -> None:
    """The second month is released, and who was held in the first one is paid by a release of that month."""
    year.close_mamuju(SEP, "2026-10-05T09:00", "2026-10-09T09:00")
    year.typed("2026-10-09T10:00", "release", SEP, *_others(), "--by", "Sri")
    year.typed("2026-10-09T10:10", "release", AUG, "--agency", "33.74", "--by", "Sri")


def _others() -> Iterator[str]:
    for agency in AGENCIES:
        if agency != MAMUJU:
            yield from ("--agency", agency)


def october(year: DemoYear) -> None:
    """The third month; somebody pays a part of a debt back, and the treasury has paid the first month."""
    year.deliver(OCT)
    debts = year.mart(SEP, "outstanding").filter(agency_id=MAMUJU, reason="angsuran").sort("employee_id")
    payer, debt = debts["employee_id"][0], -debts["amount"][0]
    year.people["payer"] = payer
    year.repaid[payer, AUG] = debt // 2
    paid_in = f"nip,bulan,jumlah,nomor_sts,tanggal\n{payer},{AUG},{debt // 2},STS-1,2026-10-20\n"
    year.land("2026-10-21T08:00", f"{OCT}/repayments/sts.csv", paid_in)
    # one office signed its recap of September late: its people are paid by a release of their own
    recap = (
        f"kode_skpd,bulan,pejabat,nomor_sptjm,tanggal\nSKPD-07,{SEP},Kepala Badan,900/8/SPTJM,2026-10-22\n"
    )
    year.land("2026-10-22T08:00", f"{OCT}/approvals/rekap_susulan.csv", recap)
    year.release_mamuju(SEP, "2026-10-22T09:00")
    year.typed("2026-11-03T08:00", "run", f"{AUG}..{OCT}")
    _cleared(year)


def _cleared(year: DemoYear) -> None:
    """Semarang's machines stood still to October's end: the hold of all its people is cleared by a letter."""
    [hold] = [
        each
        for each in json.loads(year.typed("2026-11-03T09:00", "hold", "list", OCT, "--json"))
        if each["rule_code"] == "presensi_berhenti"
    ]
    because = (
        "--reason",
        "Mesin rusak",
        "--document",
        "800/31/2026",
        "--by",
        "Sri",
        "--second",
        "Wayan",
        "--month",
        OCT,
    )
    year.typed("2026-11-03T09:10", "hold", "clear", hold["finding_id"], *because)
    year.typed("2026-11-03T09:20", "run", OCT, "--agency", "33.74")


def october_released(year: DemoYear) -> None:
    """All governments close the third month; Mamuju by two, after its window."""
    year.close_mamuju(OCT, "2026-11-04T09:00", "2026-11-10T09:00")
    year.typed("2026-11-10T10:00", "release", OCT, *_others(), "--by", "Sri")


def acknowledged(year: DemoYear, month: str, at: str) -> str:
    """What the treasury paid of a month of Mamuju, and what the reconciliation says of it."""
    paid: Counter[str] = Counter()
    for nip, amount in released_people(year.home, MAMUJU, month):
        paid[nip] += amount
    rows = [
        {"NIP": nip, "BULAN": month, "NILAI_DIBAYAR": amount, "NOMOR_SP2D": "SP2D-1",
         "TANGGAL_SP2D": at[:10], "RETUR": "tidak"}
        for nip, amount in sorted(paid.items()) if amount
    ]  # fmt: skip
    table = pl.DataFrame(rows).write_csv()
    year.land(at, f"{at[:7]}/payroll_ack/sp2d_{month}.csv", table)
    return year.typed(at, "reconcile", month, "--agency", MAMUJU)


def released_people(home: Home, agency: str, month: str) -> Iterator[tuple[str, int]]:
    """NIP and whole rupiah of each person of each release of a month."""
    for released, _, folder in releases_of(home, agency):
        if released == month:
            people = pl.read_parquet(folder / "monthly_incentives.parquet")
            yield from people.select("employee_id", "incentive_amount").iter_rows()


def owed(year: DemoYear, agency: str, now: str) -> Mapping[tuple[str, str], int]:
    """Released less repaid, plus outstanding in the tables of `now`: whole rupiah by (NIP, month)."""
    sums: Counter[tuple[str, str]] = Counter()
    for _, _, folder in releases_of(year.home, agency):
        people = pl.read_parquet(folder / "monthly_incentives.parquet").filter(~pl.col("is_held"))
        lines = pl.read_parquet(folder / "incentive_lines.parquet").join(people, on="employee_id", how="semi")
        for nip, month, amount in lines.select("employee_id", "for_month", "amount").iter_rows():
            sums[nip, month] += amount
    listed = year.mart(now, "outstanding").filter(agency_id=agency)
    for nip, month, amount in listed.select("employee_id", "for_month", "amount").iter_rows():
        sums[nip, month] += amount
    if agency == MAMUJU:
        sums.subtract(year.repaid)
    return {place: amount for place, amount in sums.items() if amount and place[1] < now}
