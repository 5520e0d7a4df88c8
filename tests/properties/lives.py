"""A person's month as plain values, drawn at random, and its landed files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Final

from tests.oracle.dice import Dice
from tests.oracle.random_month import EXPECTATIONS, VALUES, Files
from tests.oracle.random_words import PREDICATES
from tests.oracle.records import Month

NOON: Final = 12 * 60
GIVEN: Final = ("produktivitas", "kehadiran", "perilaku")
ROLES: Final = ("atasan", *["rekan"] * 5, *["bawahan"] * 5)
SINCE: Final = date(2024, 1, 1)

Day = tuple[int | None, int | None]
"""Arrival and departure of a day as minutes after midnight; None where there is no punch."""


@dataclass(frozen=True)
class Recap:
    """A monthly recap by counts, or by points where it has them."""

    present: int = 20
    late: int = 0
    early: int = 0
    absent: int = 0
    points: int | None = None


@dataclass(frozen=True)
class Feedback:
    """What a unit of one's own hears: survey answers 1-4, and complaints that were answered in time."""

    answers: tuple[int, ...]
    complaints: tuple[bool, ...]


@dataclass(frozen=True)
class Life:
    """One person's month; what is better is never a smaller number, apart from days, recaps and sanctions."""

    days: Mapping[date, Day]
    post: str = "Analis"
    job_class: int = 7
    status: str = "PNS"
    recap: Recap | None = None
    work: int = 2
    behaviour: int = 2
    predicate: int = 4
    activities: tuple[tuple[int, int], ...] = ()
    cases: tuple[bool, ...] = ()
    given: tuple[int, ...] = (100, 100, 100)
    raters: tuple[int, ...] = (4,) * len(ROLES)
    sanctions: tuple[int, ...] = ()
    leave: tuple[date, date] | None = None
    feedback: Feedback | None = None
    cut_on: date | None = None


def workdays(month: Month) -> list[date]:
    """Monday to Friday; holidays among them do no harm."""
    return [day for day in month.days() if day.weekday() < 5]


def diligent(month: Month) -> dict[date, Day]:
    """Days without fault under every pattern of the rule sets."""
    return dict.fromkeys(workdays(month), (6 * 60 + 50, 17 * 60 + 40))


def draw(dice: Dice, month: Month, posts: list[str]) -> Life:
    """Draw a month with trouble in it, so that what comes on top has something to meet."""
    days = diligent(month)
    if leave := dice.choice((None, None, sorted(dice.sample(list(days), 2)))):
        leave = (leave[0], min(leave[1], leave[0] + timedelta(days=dice.randint(0, 9))))
        days = {day: punches for day, punches in days.items() if not leave[0] <= day <= leave[1]}
    for day in dice.sample(list(days), min(len(days), 6)):
        arrival, departure = days[day]
        if dice.chance(80):
            arrival = dice.choice((7 * 60 + 30, 8 * 60)) + dice.choice((1, 14, 15, 30, 31, 60, 90, 91, 170))
        if dice.chance(60):
            departure = dice.choice((16 * 60, 17 * 60)) - dice.choice((1, 29, 30, 61, 90, 150))
        fault = dice.randrange(12)
        days[day] = (None if fault == 0 else arrival, None if fault == 1 else departure)
    if days:
        days[dice.choice(list(days))] = (11 * 60, 13 * 60)
    recap = None
    if dice.chance(50):
        points = dice.choice((None, dice.randint(1, 30)))
        recap = Recap(
            dice.randint(12, 20), dice.randint(0, 4), dice.randint(0, 3), dice.randint(0, 2), points
        )
    return Life(
        days,
        post=dice.choice(posts),
        job_class=dice.randint(1, 17),
        status=dice.choice(("PNS", "PNS", "CPNS", "PPPK")),
        recap=recap,
        work=dice.randint(1, 2),
        behaviour=dice.randint(1, 2),
        predicate=dice.randint(1, 4),
        activities=tuple((dice.randint(50, 480), dice.randint(1, 9)) for _ in range(dice.randint(4, 14))),
        cases=(*(dice.chance(60) for _ in range(dice.randint(1, 5))), True),
        given=tuple(dice.randint(2, 100) for _ in GIVEN),
        raters=tuple(dice.randint(2, 4) for _ in ROLES),
        sanctions=dice.choice(((), (), (25,), (12, 30))),
        leave=leave,
    )


def draw_feedback(dice: Dice) -> Feedback:
    """Draw what a unit hears, with something in it that can get worse."""
    answers = tuple(dice.randint(2, 4) for _ in range(54))
    return Feedback(answers, (True, *[dice.chance(70) for _ in range(dice.randint(1, 5))]))


@dataclass
class Office:
    """Landed files of one agency; whoever has feedback has a unit of their own, with a colleague in it."""

    month: Month
    place: int
    files: Files = field(default_factory=Files)
    numbers: count = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.open_unit("01")
        self.raters = [self.employ(Life(diligent(self.month)), colleagues=False) for _ in ROLES]

    def employ(self, life: Life, *, colleagues: bool = True, unit: str = "01") -> str:
        """Land a person's month; returns the NIP."""
        number = next(self.numbers)
        each = f"1985{self.place // 28 + 1:02d}{self.place % 28 + 1:02d}2010011{number:03d}"
        if life.feedback is not None:
            unit = f"U{number}"
            self.open_unit(unit, life.feedback)
            self.employ(Life(diligent(self.month)), colleagues=False, unit=unit)
        self._posts(each, number, unit, life)
        self._attendance(each, number, life)
        self._work(each, life)
        if colleagues:
            self._raters(each, life)
        for case, percent in enumerate(life.sanctions):
            self.files.add(
                "discipline_cases", "hukdis.csv", nip=each, jenis="tidak masuk kerja", tingkat="sedang",
                potongan_persen=percent, mulai="2026-01-01", selesai="2026-12-31", nomor_sk=f"SK {case}",
            )  # fmt: skip
        for aspect, score in zip(GIVEN, life.given, strict=True):
            self.files.add(
                "aspect_scores", "nilai.csv", nip_atau_unor=each, bulan=self.month.text, aspek=aspect,
                nilai=score, sumber="aplikasi lain",
            )  # fmt: skip
        return each

    def open_unit(self, unit: str, feedback: Feedback | None = None) -> str:
        """Land a unit, that owns a service where it has feedback; returns its id."""
        owns = feedback is not None
        self.files.add(
            "units", "unit.csv", unor_id=unit, unor=f"Unit {unit}", unor_induk="",
            id_loket=f"L{unit}" if owns else "", id_instansi_lapor=f"I{unit}" if owns else "",
            jumlah_penerima_layanan=5,
        )  # fmt: skip
        if feedback is None:
            return unit
        for start in range(0, len(feedback.answers), 9):
            answers = {f"U{n}": feedback.answers[start + n - 1] for n in range(1, 10)}
            row = {"Tanggal": self.month.first, "ID LOKET": f"L{unit}", "Umur": 20 + start, **answers}
            self.files.add("public_feedback", "skm.csv", **row)
        written = "%m/%d/%Y %I:%M:%S %p"
        for number, in_time in enumerate(feedback.complaints):
            received, due = (datetime.combine(self.month.first, time(9)) + timedelta(days=n) for n in (1, 14))
            closed = due + timedelta(days=-2 if in_time else 2)
            self.files.add(
                "public_feedback", "311.csv", ServiceRequestNum=f"{unit}{number}", SRType="Jalan",
                Agency=f"I{unit}", SRStatus="Closed", CreatedDate=f"{received:{written}}",
                DueDate=f"{due:{written}}", CloseDate=f"{closed:{written}}",
            )  # fmt: skip
        return unit

    def _posts(self, each: str, number: int, unit: str, life: Life) -> None:
        spans: list[tuple[date, date | str]] = [(SINCE, "")]
        if life.cut_on is not None:
            spans = [(SINCE, life.cut_on - timedelta(days=1)), (life.cut_on, "")]
        for start, end in spans:
            self.files.add(
                "employees", "pegawai.csv", nip=each, nama=f"Pegawai {number}", unor_id=unit,
                unor=f"Unit {unit}", jabatan=life.post, jenis_jabatan="pelaksana",
                kelas_jabatan=life.job_class, golongan="III/a", status=life.status,
                tmt_jabatan=start, tmt_akhir=end, tmt_status="", tmt_spmt="",
                tanggal_berhenti="", alasan_berhenti="", is_plt="tidak", is_tidak_berhak="tidak",
                nomor_sk_plt="", pin_mesin=number, id_aplikasi_tugas=f"t{number}", nip_atasan="",
            )  # fmt: skip

    def _attendance(self, each: str, number: int, life: Life) -> None:
        for day, punches in life.days.items():
            for minute in punches:
                if minute is not None:
                    at = datetime.combine(day, time(minute // 60, minute % 60))
                    line = f"{number:>9}\t{at:%Y-%m-%d %H:%M:%S}\t1\t0\t1\t0"
                    self.files.add("attendance", "1_attlog.dat", line=line)
        if life.leave is not None:
            self.files.add(
                "leave", "cuti.csv", nip=each, jenis_cuti="tahunan", mulai=life.leave[0],
                selesai=life.leave[1], tanggal_persetujuan=life.leave[0], nomor_surat=f"S/{number}",
                anak_ke="",
            )  # fmt: skip
        if life.recap is not None:
            first, recap = self.month.first, life.recap
            row = {"NIP": each, "BULAN": first.month, "TAHUN": first.year, "JUMLAH HARI": 22}
            row |= {"HADIR": recap.present, "IZIN": 0, "SAKIT": 0, "TERLAMBAT": recap.late}
            row |= {"PULANG CEPAT": recap.early, "TK": recap.absent, "CUTI": 0, "TUDIN": 0, "TUBEL": 0}
            points = {} if recap.points is None else {"JUMLAH POTONGAN": recap.points}
            self.files.add("attendance", "rekap.csv" if recap.points is None else "poin.csv", **row, **points)

    def _work(self, each: str, life: Life) -> None:
        self.files.add(
            "task_completion", "predikat.csv", nip=each, pegawai_atasan_nip="", tahun=self.month.first.year,
            bulan=self.month.first.month, skp_unor_id="01", skp_jabatan="", is_skp_plt_plh_pjb="0",
            hasil_kerja=EXPECTATIONS[2 - life.work], perilaku_kerja=EXPECTATIONS[2 - life.behaviour],
            hasil_akhir=PREDICATES[4 - life.predicate], waktu_dinilai="",
        )  # fmt: skip
        for number, (minutes, quantity) in enumerate(life.activities):
            self.files.add(
                "task_completion", "aktivitas.csv", nip=each,
                tanggal=self.month.first + timedelta(days=number), aktivitas=f"Kegiatan {number}",
                menit=minutes, satuan="berkas", kuantitas=quantity, kualitas=80,
                status_persetujuan="Disetujui", disetujui_oleh="", tanggal_persetujuan="",
            )  # fmt: skip
        written = "%Y-%m-%d %H:%M:%S+07:00"
        planned = datetime.combine(self.month.first + timedelta(days=14), time(9))
        for number, in_time in enumerate(life.cases):
            ended = planned + timedelta(days=-1 if in_time else 1)
            self.files.add(
                "task_completion", "kasus.csv",
                **{
                    "case:concept:name": f"K{each[-6:]}{number}", "concept:instance": f"T{number}",
                    "org:resource": f"t{int(each[-3:])}", "case:startdate": "",
                    "case:enddate_planned": f"{planned:{written}}", "case:enddate": f"{ended:{written}}",
                    "time:timestamp": f"{ended:{written}}", "concept:name": "langkah",
                },
            )  # fmt: skip

    def _raters(self, each: str, life: Life) -> None:
        for rater, role, answer in zip(self.raters, ROLES, life.raters, strict=True):
            self.files.add(
                "public_feedback", "360.csv", bulan=self.month.text, nip_dinilai=each, nip_penilai=rater,
                peran=role, **dict.fromkeys(VALUES, answer),
            )  # fmt: skip
