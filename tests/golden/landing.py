"""Golden cases as an agency would land them: files below `landing/`, nothing else."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from contracts.home import Home

MONTH = "2026-10"
FIRST_EVENT = date(2026, 10, 5)
STARTS, ENDS = (7, 30), (16, 0)

Case = Mapping[str, Any]


@dataclass(frozen=True)
class Employee:
    """One person; each of `late` and `early` (minutes) and of `absent` takes a workday from 5 October on."""

    nip: str
    post: str
    unit: str = "01"
    status: str = "PNS"
    acting_post: str | None = None
    predicate: str | None = None
    recap_points: str | None = None
    scores: Mapping[str, str] = field(default_factory=dict)
    late: Sequence[int] = ()
    early: Sequence[int] = ()
    absent: int = 0
    punches: bool = True


@dataclass(frozen=True)
class Unit:
    """One unit; with a counter it owns a service."""

    unit_id: str = "01"
    counter: str = ""
    users: str = ""
    institution: str = ""


def land(
    home: Home,
    agency: str,
    people: Sequence[Employee],
    *,
    units: Sequence[Unit] = (Unit(),),
    surveys: Mapping[str, tuple[int, Mapping[str, int]]] | None = None,
    cases: Iterable[Sequence[str]] = (),
    complaints: Iterable[Sequence[str]] = (),
) -> None:
    """Write every feed of one agency for the month; `surveys` has the answers and totals of each counter."""
    folder = home.landing / agency / MONTH
    posts = [row for each in people for row in _employee(each)]
    _write(folder / "employees" / "data.csv", _EMPLOYEE, posts, sep=";")
    _write(folder / "units" / "data.csv", _UNIT, [_unit(unit) for unit in units], sep=";")
    ratings = [_rating(each) for each in people if each.predicate]
    _write(folder / "task_completion" / "data.csv", _RATING, ratings)
    recaps = [_recap(each) for each in people if each.recap_points is not None]
    _write(folder / "attendance" / "rekap.csv", _RECAP, recaps)
    scores = [
        (each.nip, MONTH, aspect, score, "kasus emas")
        for each in people
        for aspect, score in each.scores.items()
    ]
    _write(folder / "aspect_scores" / "data.csv", _SCORE, scores)
    _write(folder / "discipline_cases" / "data.csv", _CASE, cases)
    _write(folder / "public_feedback" / "lapor.csv", _COMPLAINT, complaints)
    for counter, (answers, totals) in (surveys or {}).items():
        rows = [_answer(counter, number, answers, totals) for number in range(answers)]
        _write(folder / "public_feedback" / f"skm_{counter}.csv", (*_SURVEY, *totals), rows)
    _attlog(folder, people)


_EMPLOYEE = (
    "nip", "nama", "unor_id", "unor", "jabatan", "jenis_jabatan", "kelas_jabatan", "golongan", "status",
    "tmt_jabatan", "pin_mesin", "id_aplikasi_tugas", "nip_atasan", "is_plt", "nomor_sk_plt",
)  # fmt: skip
_UNIT = (
    "unor_id", "unor", "unor_induk", "id_loket", "id_instansi_lapor", "kode_skpd", "jumlah_penerima_layanan",
)  # fmt: skip
_RATING = (
    "nip", "tahun", "bulan", "id_bkn", "skp_unor_id", "skp_jabatan", "is_skp_plt_plh_pjb", "hasil_kerja",
    "perilaku_kerja", "hasil_akhir", "pegawai_atasan_nip", "waktu_dinilai",
)  # fmt: skip
_RECAP = ("NIP", "BULAN", "TAHUN", "JUMLAH HARI", "HADIR", "JUMLAH POTONGAN")
_SCORE = ("nip_atau_unor", "bulan", "aspek", "nilai", "sumber")
_CASE = ("nip", "jenis", "tingkat", "potongan_persen", "mulai", "selesai", "nomor_sk")
_COMPLAINT = (
    "id", "DisposisiInstansiID", "Kategori", "Status", "TanggalLaporanMasuk", "TanggalDisposisi",
    "TanggalLaporanDitutup", "TanggalLaporanAktivitasTerakhir",
)  # fmt: skip
_SURVEY = ("Tanggal", "ID LOKET", "Nama", "Umur", "Jenis kelamin", "Pekerjaan", "Pendidikan")


def _write(file: Path, header: Sequence[str], rows: Iterable[Sequence[str]], *, sep: str = ",") -> None:
    rows = list(rows)
    if rows:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("w", newline="", encoding="utf-8") as stream:
            csv.writer(stream, delimiter=sep).writerows([header, *rows])


def _employee(each: Employee) -> list[Sequence[str]]:
    def row(post: str, decision: str) -> Sequence[str]:
        return (
            each.nip, f"Pegawai {_pin(each)}", each.unit, f"Unit {each.unit}", post, "pelaksana", "7",
            "III/a", each.status, "2024-01-01", _pin(each), "", "", "ya" if decision else "tidak", decision,
        )  # fmt: skip

    acting = [row(each.acting_post, "821/10/2026")] if each.acting_post else []
    return [row(each.post, ""), *acting]


def _pin(each: Employee) -> str:
    return each.nip[-4:]


def _unit(unit: Unit) -> Sequence[str]:
    return (unit.unit_id, f"Unit {unit.unit_id}", "", unit.counter, unit.institution, "", unit.users)


def _rating(each: Employee) -> Sequence[str]:
    year, month = MONTH.split("-")
    text = each.predicate or ""
    return (each.nip, year, month, "1", each.unit, each.post, "0", "", "", text, "", "2026-11-03 09:00:00")


def _recap(each: Employee) -> Sequence[str]:
    year, month = MONTH.split("-")
    return (each.nip, month, year, "22", "22", each.recap_points or "0")


def _answer(counter: str, number: int, answers: int, totals: Mapping[str, int]) -> Sequence[str]:
    """Answers as even as whole numbers allow, so that they add up to the totals."""
    values = [total // answers + (1 if number < total % answers else 0) for total in totals.values()]
    return ("2026-10-14", counter, "", "35", "L", "Wiraswasta", "S1", *map(str, values))


def _attlog(folder: Path, people: Sequence[Employee]) -> None:
    lines = [
        f"{_pin(each):>9}\t{moment:%Y-%m-%d %H:%M:%S}\t1\t{state}\t1\t0"
        for each in people
        if each.punches
        for moment, state in _punches(each)
    ]
    if lines:
        (folder / "attendance").mkdir(parents=True, exist_ok=True)
        (folder / "attendance" / "1_attlog.dat").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _workdays() -> list[date]:
    days = [date(2026, 10, 1) + timedelta(days=n) for n in range(31)]
    return [day for day in days if day.weekday() < 5]


def _punches(each: Employee) -> list[tuple[datetime, int]]:
    """Arrival and departure of every workday, apart from the days that the events take."""
    days = [day for day in _workdays() if day >= FIRST_EVENT]
    late = dict(zip(days, each.late, strict=False))
    early = dict(zip(days[len(each.late) :], each.early, strict=False))
    gone = len(each.late) + len(each.early)
    absent = set(days[gone : gone + each.absent])
    punches = []
    for day in _workdays():
        if day in absent:
            continue
        arrival = datetime(day.year, day.month, day.day, *STARTS) + timedelta(minutes=late.get(day, -10))  # noqa: DTZ001 - machines write local time without a zone
        departure = datetime(day.year, day.month, day.day, *ENDS) + timedelta(minutes=-early.get(day, -45))  # noqa: DTZ001 - as above
        punches += [(arrival, 0), (departure, 1)]
    return punches
