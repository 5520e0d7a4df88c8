"""A small government whose months are computed and released one after the other, in this process."""

import csv
import datetime as dt
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from unittest import mock

import polars as pl

from contracts.calendar import read_year
from contracts.gate_findings import FINDINGS
from contracts.gates import release_check
from contracts.home import Home
from contracts.quality import shipped_quality
from delivery.release.publish import release_agency
from orchestration import judging
from orchestration.catalogue import current_builds
from orchestration.policy_files import calendar_files, policy_files
from orchestration.workspace import Workspace
from tests.faults.running import Run

AGENCY = "95.07"
START, END = "07:05:00", "17:05:00"
_POST = {
    "unor_id": "01", "unor": "Sekretariat", "jenis_jabatan": "pelaksana", "golongan": "III/a",
    "status": "PNS", "tmt_jabatan": "2024-01-01", "tmt_akhir": "", "tmt_status": "", "tmt_spmt": "",
    "tanggal_berhenti": "", "alasan_berhenti": "", "is_plt": "tidak", "is_tidak_berhak": "tidak",
    "nomor_sk_plt": "", "id_aplikasi_tugas": "", "nip_atasan": "",
}  # fmt: skip


@dataclass(frozen=True)
class Worker:
    """One person: number of the machine, name, class; last day of service where it ended."""

    pin: int
    name: str
    job_class: int
    ends: dt.date | None = None

    @property
    def nip(self) -> str:
        """NIP, 18 digits."""
        return f"198501012010011{self.pin:03d}"


@dataclass
class Government:
    """A home with one agency, its people by short names and its policy; `at`: when landed files are seen."""

    home: Home
    workers: Mapping[str, Worker]
    policy: Path
    at: dt.datetime = dt.datetime(2026, 11, 10, tzinfo=dt.UTC)

    def land(self, month: str, feed: str, name: str, rows: Iterable[Mapping[str, object]]) -> Path:
        """Write rows as a file of a delivery; an earlier file of the name is replaced."""
        rows = list(rows)
        path: Path = self.home.landing / AGENCY / month / feed / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return path

    def land_month(self, month: str, absent: Mapping[str, Iterable[int]]) -> None:
        """Land master, units and punches: everybody is there on each workday but on the days `absent`."""
        there = [each for each in self.workers.values() if each.ends is None or f"{each.ends:%Y-%m}" >= month]
        self.land(month, "employees", "pegawai.csv", (_post(each) for each in there))
        self.land(
            month, "units", "unit.csv",
            [{"unor_id": "01", "unor": "Sekretariat", "unor_induk": "", "id_loket": "",
              "id_instansi_lapor": "", "kode_skpd": "1.01"}],
        )  # fmt: skip
        days = {
            key: [day for day in workdays(month) if day.day not in set(absent.get(key, ()))]
            for key, each in self.workers.items()
            if each in there
        }
        self.land_punches(month, "mesin.dat", days)

    def land_punches(self, month: str, name: str, days: Mapping[str, Iterable[dt.date]]) -> Path:
        """Land an export of the machine: arrival and departure of people on days."""
        path: Path = self.home.landing / AGENCY / month / "attendance" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [
            f"{self.workers[key].pin:>9}\t{day} {clock}\t1\t{state}\t1\t0"
            for key, dates in days.items()
            for day in dates
            for state, clock in enumerate((START, END))
        ]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    def run(self, month: str) -> None:
        """Compute a month and make it the current one; Great Expectations is left out."""
        self.prepare(month)
        self._steps(month).publish(self.home, quiet)

    def prepare(self, month: str) -> Path:
        """Compute a month aside and return its workspace."""
        with mock.patch.object(judging, "implausible", return_value=FINDINGS.to_frame()):
            self._steps(month).prepare(self.home, quiet)
        return Workspace.of(self.home, "test", month).folder

    def _steps(self, month: str) -> Run:
        return Run(month, self.at, "test")

    def release(self, month: str) -> Path:
        """Release the month as it stands: r1, or a later one for those never paid in it."""
        return release_agency(
            self.home,
            month,
            AGENCY,
            by="Sri",
            released_at=self.at,
            code_version="uji",
            policy_files=policy_files(self.home, AGENCY),
            calendar_files=calendar_files(month),
            check=lambda frames: release_check(frames, shipped_quality()),
        )

    def mart(self, month: str, name: str) -> pl.DataFrame:
        """Rows of a mart of the month's current build."""
        folder = self.home.marts / month / current_builds(self.home)[month].build_id
        return pl.read_parquet(folder / f"{name}.parquet")

    def kept(self, name: str) -> "Government":
        """Give a copy of the government as it stands, beside its home."""
        root = self.home.root.with_name(f"{self.home.root.name}-{name}")
        shutil.copytree(self.home.root, root)
        home = Home(root)
        return replace(self, home=home, policy=home.policies / self.policy.name)

    def key(self, nip: str) -> str:
        """Short name of a person."""
        return next(key for key, each in self.workers.items() if each.nip == nip)


def quiet(_: str) -> None:
    """Tell nobody of a step."""


def workdays(month: str) -> list[dt.date]:
    """Monday to Friday without the national free days."""
    first = dt.date.fromisoformat(f"{month}-01")
    free = set(read_year(first.year)["date"])
    days = (first + dt.timedelta(number) for number in range(31))
    return [day for day in days if day.month == first.month and day.weekday() < 5 and day not in free]


def _post(each: Worker) -> dict[str, object]:
    ended = {} if each.ends is None else {"tanggal_berhenti": each.ends, "alasan_berhenti": "pensiun"}
    return {
        "nip": each.nip, "nama": each.name, **_POST, "jabatan": "Analis", "kelas_jabatan": each.job_class,
        "pin_mesin": each.pin, **ended,
    }  # fmt: skip
