"""A random month of one agency, landed as its files: people, posts, clocks, work, feedback, decisions."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final

from tests.oracle.dice import Dice
from tests.oracle.random_words import (
    CATEGORIES,
    GIVEN,
    LEAVE_TYPES,
    POST_TYPES,
    POSTS,
    PREDICATES,
    STATUSES,
    UNITS,
)
from tests.oracle.records import Month

Row = Mapping[str, object]
DAY: Final = timedelta(days=1)
EXPECTATIONS: Final = ("di atas ekspektasi", "sesuai ekspektasi", "di bawah ekspektasi")
SHIFTS: Final = (("07:00", "14:00"), ("14:00", "21:00"), ("21:00", "07:00"))
VALUES: Final = (
    "berorientasi_pelayanan",
    "akuntabel",
    "kompeten",
    "harmonis",
    "loyal",
    "adaptif",
    "kolaboratif",
)


@dataclass
class Files:
    """Rows by feed and file; every row of a file has the same columns."""

    rows: dict[tuple[str, str], list[Row]] = field(default_factory=dict)

    def add(self, feed: str, file: str, **row: object) -> None:
        """Add a row to a file of a feed."""
        self.rows.setdefault((feed, file), []).append(row)

    def land(self, folder: Path) -> None:
        """Write the files below a delivery's folder."""
        for (feed, file), rows in self.rows.items():
            path = folder / feed / file
            path.parent.mkdir(parents=True, exist_ok=True)
            if file.endswith(".dat"):
                path.write_text("\n".join(str(row["line"]) for row in rows) + "\n", "utf-8")
                continue
            with path.open("w", newline="", encoding="utf-8") as stream:
                writer = csv.DictWriter(stream, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)


def nip(number: int) -> str:
    """NIP of a person by number; the last three digits are never 000."""
    return f"19850101{201001000000 + number:012d}"[:8] + f"{2010010000 + number:010d}"


def agency_month(dice: Dice, agency: str, place: int, month: Month, people: int) -> Files:
    """Files of an agency; `place` keeps the people of several agencies apart."""
    files = Files()
    _units(dice, files)
    nips = [nip(place * 100 + number) for number in range(1, people + 1)]
    for number, each in enumerate(nips, start=1):
        _posts(dice, files, each, number, month)
        _attendance(dice, files, each, number, month)
        _leaves(dice, files, each, month)
        _work(dice, files, each, month)
        _raters(dice, files, each, [other for other in nips if other != each], month)
        _decisions(dice, files, each, month)
        _score(dice, files, each, month)
    _score(dice, files, agency, month)
    for unit in UNITS:
        _score(dice, files, unit, month)
        if dice.chance(40):
            ceiling = dice.randint(1, 60_000_000)
            files.add("budget", "pagu.csv", unor_id=unit, bulan=month.text, pagu=ceiling)
    _feedback(dice, files, month)
    _outages(dice, files, month)
    _calendar(dice, files, month)
    return files


def _units(dice: Dice, files: Files) -> None:
    for unit, parent in UNITS.items():
        users = dice.choice(("", dice.randint(1, 40)))
        files.add(
            "units", "unit.csv", unor_id=unit, unor=f"Unit {unit}", unor_induk=parent,
            id_loket=f"L{unit}" if dice.chance(60) else "", id_instansi_lapor=f"9{unit.replace('.', '')}",
            jumlah_penerima_layanan=users,
        )  # fmt: skip


def _posts(dice: Dice, files: Files, each: str, number: int, month: Month) -> None:
    barred = "ya" if dice.chance(2) else "tidak"

    def post(start: date, end: date | str = "", **change: object) -> Row:
        status = dice.choice(("PNS", "PNS", *STATUSES))
        row = {
            "nip": each, "nama": f"Pegawai {number}", "unor_id": dice.choice(list(UNITS)), "unor": "",
            "jabatan": dice.choice(POSTS), "jenis_jabatan": dice.choice(POST_TYPES),
            "kelas_jabatan": dice.choice(("", 7, 7, 7, *range(1, 18))),
            "golongan": "III/a", "status": status, "tmt_jabatan": start, "tmt_akhir": end, "tmt_status": "",
            "tmt_spmt": start + dice.randint(0, 9) * DAY if dice.chance(15) else "", "tanggal_berhenti": "",
            "alasan_berhenti": "", "is_plt": "tidak", "is_tidak_berhak": barred,
            "nomor_sk_plt": "", "pin_mesin": number, "id_aplikasi_tugas": f"t{each[-5:]}", "nip_atasan": "",
        }  # fmt: skip
        return {**row, "unor": f"Unit {row['unor_id']}", **change}

    def add(row: Row) -> None:
        files.add("employees", "pegawai.csv", **row)

    inside = month.first + dice.randint(0, 27) * DAY
    kind = dice.randrange(100)
    first = post(date(2020, 1, 1) + dice.randint(0, 2000) * DAY)
    if kind < 12:
        add({**first, "tmt_akhir": dice.choice(("", inside - DAY))})
        add(post(inside, status=first["status"]))
    elif kind < 20:
        add({**first, "tmt_akhir": inside - DAY, "tmt_spmt": ""})
        add({**first, "tmt_jabatan": inside, "tmt_spmt": ""})
    elif kind < 28:
        add({**first, "tmt_jabatan": inside})
    elif kind < 34:
        add({**first, "status": "PNS", "tmt_status": inside})
    elif kind < 44:
        reason = dice.choice(("meninggal", "pensiun", "mutasi keluar", ""))
        ended = inside - dice.choice((0, 0, 25)) * DAY
        add({**first, "tanggal_berhenti": ended, "alasan_berhenti": reason})
    elif kind >= 47:
        add(first)
    is_only_post = kind in range(44, 47)
    if is_only_post or (dice.chance(20) and kind not in range(20, 28) and kind not in range(34, 44)):
        start = dice.choice((inside, inside - 20 * DAY, inside - 200 * DAY))
        end = dice.choice(("", "", max(start, month.first) + dice.randint(0, 40) * DAY))
        decision = "SK 1" if dice.chance(60) else ""
        status = first["status"] if is_only_post else "PNS"
        add(post(start, end, is_plt="ya", nomor_sk_plt=decision, status=status))


def _attendance(dice: Dice, files: Files, each: str, number: int, month: Month) -> None:
    kind = dice.randrange(100)
    if kind >= 80 and kind < 95:
        _recap(dice, files, each, month)
    if 75 < kind < 93:
        return
    if dice.chance(12):
        _roster(dice, files, each, number, month)
        return
    tidy = dice.choice((5, 25, 60))
    for day in month.days():
        if day.weekday() == 6 and dice.chance(70):
            continue
        _punches(dice, files, number, day, tidy)


def _punch(files: Files, number: int, at: datetime) -> None:
    files.add("attendance", "1_attlog.dat", line=f"{number:>9}\t{at:%Y-%m-%d %H:%M:%S}\t1\t0\t1\t0")


def _punches(dice: Dice, files: Files, number: int, day: date, trouble: int) -> None:
    arrival = datetime.combine(day, time(6, 50)) + dice.randint(0, 600) * timedelta(seconds=1)
    departure = datetime.combine(day, time(16, 20)) + dice.randint(0, 7200) * timedelta(seconds=1)
    if dice.chance(trouble):
        late = timedelta(minutes=dice.randint(0, 180), seconds=dice.choice((0, 0, 1, 30, 59, 60)))
        arrival = datetime.combine(day, time(dice.choice((7, 8)), dice.choice((0, 30)))) + late
    if dice.chance(trouble):
        early = timedelta(minutes=dice.randint(0, 180), seconds=dice.choice((0, 0, 1, 30, 59, 60)))
        departure = datetime.combine(day, time(dice.choice((14, 15, 16)))) - early
    happens = dice.randrange(100)
    if happens < trouble // 4:
        return
    if happens >= 4 + trouble // 4:
        _punch(files, number, arrival)
    if happens < 94:
        _punch(files, number, departure)
    if dice.chance(8):
        _punch(files, number, datetime.combine(day, time(dice.randint(9, 15), dice.choice((0, 30, 59)))))


def _roster(dice: Dice, files: Files, each: str, number: int, month: Month) -> None:
    for day in month.days():
        if dice.chance(45):
            continue
        starts, ends = dice.choice(SHIFTS)
        files.add("roster", "shift.csv", nip=each, tanggal=day, shift_mulai=starts, shift_selesai=ends)
        begins = datetime.combine(day, time.fromisoformat(starts))
        closes = datetime.combine(day + (DAY if ends < starts else timedelta()), time.fromisoformat(ends))
        if dice.chance(85):
            _punch(files, number, begins + dice.randint(-4000, 2000) * timedelta(seconds=1))
        if dice.chance(85):
            _punch(files, number, closes + dice.randint(-2000, 4000) * timedelta(seconds=1))


def _recap(dice: Dice, files: Files, each: str, month: Month) -> None:
    days = {"HADIR": dice.randint(0, 22), "IZIN": dice.randint(0, 2), "SAKIT": dice.choice((0, 0, 3))}
    days |= {"TERLAMBAT": dice.choice((0, 1, 6)), "PULANG CEPAT": dice.choice((0, 0, 2))}
    days |= {"TK": dice.choice((0, 0, 1, 4)), "CUTI": dice.randint(0, 2)}
    days |= {"TUDIN": dice.randint(0, 3), "TUBEL": dice.choice((0, 0, 0, 22))}
    head = {"NIP": each, "BULAN": month.first.month, "TAHUN": month.first.year, "JUMLAH HARI": 22}
    if dice.chance(40):
        points = f"{dice.randint(0, 30)}.{dice.choice((0, 5, 25))}"
        files.add("attendance", "rekap_poin.csv", **head, **days, **{"JUMLAH POTONGAN": points})
    else:
        files.add("attendance", "rekap.csv", **head, **days)


def _leaves(dice: Dice, files: Files, each: str, month: Month) -> None:
    if not dice.chance(40):
        return
    start = (
        month.first + dice.choice((dice.randint(-200, -1), dice.randint(0, 25), dice.randint(0, 25))) * DAY
    )
    for number in range(dice.randint(1, 2)):
        least = max((month.first - start).days, 0)
        end = start + dice.choice((least + dice.randint(0, 8), least + dice.randint(0, 45))) * DAY
        files.add(
            "leave", "cuti.csv", nip=each, jenis_cuti=dice.choice(LEAVE_TYPES), mulai=start, selesai=end,
            tanggal_persetujuan=start, nomor_surat=f"S/{each[-4:]}/{number}",
            anak_ke=dice.choice(("", 0, 1, 2, 3)),
        )  # fmt: skip
        start = end + dice.randint(1, 5) * DAY


def _work(dice: Dice, files: Files, each: str, month: Month) -> None:
    for acting in ("0", "1"):
        if dice.chance(80 if acting == "0" else 10):
            files.add(
                "task_completion", "predikat.csv", nip=each, pegawai_atasan_nip="", tahun=month.first.year,
                bulan=month.first.month, skp_unor_id="01", skp_jabatan="", is_skp_plt_plh_pjb=acting,
                hasil_kerja=dice.choice(EXPECTATIONS), perilaku_kerja=dice.choice(EXPECTATIONS),
                hasil_akhir="" if dice.chance(10) else dice.choice(PREDICATES), waktu_dinilai="",
            )  # fmt: skip
    for number in range(dice.randint(0, 25) if dice.chance(75) else 0):
        files.add(
            "task_completion", "aktivitas.csv", nip=each, tanggal=month.first + dice.randint(0, 27) * DAY,
            aktivitas=f"Kegiatan {number}", menit=dice.randint(0, 480),
            satuan=dice.choice(("berkas", "PASIEN ", "pos")),
            kuantitas=dice.choice(("", "1", "2.5", dice.randint(0, 12))),
            kualitas=dice.choice(("", 100, "87.5", dice.randint(0, 100))),
            status_persetujuan=dice.choice(("Disetujui", "Disetujui", "Ditolak", "")),
            disetujui_oleh="", tanggal_persetujuan="",
        )  # fmt: skip
    for number in range(dice.randint(0, 6)):
        planned = datetime.combine(month.first + dice.randint(-5, 30) * DAY, time(dice.randint(0, 23)))
        ended = datetime.combine(month.first + dice.randint(-5, 30) * DAY, time(dice.randint(0, 23)))
        written = "%Y-%m-%d %H:%M:%S+07:00"
        files.add(
            "task_completion", "kasus.csv",
            **{
                "case:concept:name": f"K{each[-5:]}{number // 2}", "concept:instance": f"T{number}",
                "org:resource": f"t{each[-5:]}", "case:startdate": "",
                "case:enddate_planned": f"{planned:{written}}",
                "case:enddate": "" if dice.chance(20) else f"{ended:{written}}",
                "time:timestamp": f"{planned:{written}}", "concept:name": "langkah",
            },
        )  # fmt: skip


def _raters(dice: Dice, files: Files, each: str, others: Sequence[str], month: Month) -> None:
    for rater in dice.sample(others, dice.randint(0, min(8, len(others)))):
        answers = {value: "" if dice.chance(5) else dice.randint(1, 4) for value in VALUES}
        files.add(
            "public_feedback", "360.csv", bulan=month.text, nip_dinilai=each, nip_penilai=rater,
            peran=dice.choice(("atasan", "rekan", "rekan", "bawahan")), **answers,
        )  # fmt: skip


def _decisions(dice: Dice, files: Files, each: str, month: Month) -> None:
    for number in range(dice.choice((0, 0, 0, 0, 1, 2))):
        start = month.first + dice.randint(-100, 40) * DAY
        files.add(
            "discipline_cases", "hukdis.csv", nip=each, jenis="tidak masuk kerja", tingkat="sedang",
            potongan_persen=dice.choice((25, 50, "12.5", 60)), mulai=start,
            selesai=start + dice.randint(0, 200) * DAY,
            nomor_sk="" if dice.chance(15) else f"SK {each[-4:]}/{number}",
        )  # fmt: skip
    if dice.chance(20):
        due = month.last + dice.randint(-45, 5) * DAY
        met = due + dice.randint(-5, 60) * DAY if dice.chance(50) else ""
        kind = dice.choice(("LHKPN", "lhkpn", "aset", "lain"))
        files.add(
            "obligations", "wajib.csv", nip=each, jenis=kind, jatuh_tempo=due, dipenuhi=met, nomor_bukti=""
        )
    if dice.chance(30):
        files.add(
            "opening_balances", "awal.csv", nip=each, hari_alpa_tahun_ini=dice.randint(0, 9),
            sanksi_berjalan="", predikat_terakhir=dice.choice(("", *PREDICATES)),
        )  # fmt: skip


def _score(dice: Dice, files: Files, subject: str, month: Month) -> None:
    if dice.chance(70):
        score = f"{dice.randint(0, 99)}.{dice.randint(0, 9999):04d}"
        files.add(
            "aspect_scores", "nilai.csv", nip_atau_unor=subject, bulan=month.text, aspek=GIVEN, nilai=score,
            sumber="aplikasi lain",
        )  # fmt: skip


def _feedback(dice: Dice, files: Files, month: Month) -> None:
    for unit in UNITS:
        for _ in range(dice.choice((0, 3, 25, 40))):
            day = month.first + dice.randint(-60, 27) * DAY
            day = max(day, date(2026, 1, 1))
            answers = {f"U{n}": "" if dice.chance(4) else dice.randint(1, 4) for n in range(1, 10)}
            files.add(
                "public_feedback", "skm.csv", Tanggal=day, **{"ID LOKET": f"L{unit}", "Umur": 30}, **answers
            )
        for number in range(dice.randint(0, 6)):
            received = datetime.combine(
                month.first + dice.randint(-40, 20) * DAY, time(dice.randint(0, 23), 5)
            )
            closed = received + dice.randint(0, 40 * 24) * timedelta(hours=1)
            last = received + dice.randint(0, 40 * 24) * timedelta(hours=1)
            bare = unit.replace(".", "")
            identity = f"{bare}{number}"
            if dice.chance(60):
                written = "%d/%m/%Y %H:%M:%S"
                files.add(
                    "public_feedback", "lapor.csv", id=identity, DisposisiInstansiID=f"9{bare}",
                    Kategori=dice.choice((*CATEGORIES, "Lain")), Status="Selesai",
                    JudulLaporan="Laporan",
                    IsiLaporan=dice.choice(("", "Lampu mati.", "lampu MATI", identity)),
                    TanggalLaporanMasuk=f"{received:{written}}", TanggalDisposisi="",
                    TanggalLaporanDitutup="" if dice.chance(20) else f"{closed:{written}}",
                    TanggalLaporanAktivitasTerakhir="" if dice.chance(30) else f"{last:{written}}",
                )  # fmt: skip
            else:
                written = "%m/%d/%Y %I:%M:%S %p"
                due = received + dice.randint(0, 30 * 24) * timedelta(hours=1)
                files.add(
                    "public_feedback", "311.csv", ServiceRequestNum=f"R{identity}",
                    SRType=dice.choice((*CATEGORIES, "Lain")), Agency=f"9{bare}", SRStatus="Closed",
                    Address=dice.choice(("Jalan Mawar 1", "jalan mawar, 1", "")),
                    CreatedDate=f"{received:{written}}",
                    DueDate="" if dice.chance(30) else f"{due:{written}}",
                    CloseDate="" if dice.chance(20) else f"{closed:{written}}",
                )  # fmt: skip


def _outages(dice: Dice, files: Files, month: Month) -> None:
    for number in range(dice.randint(0, 4)):
        begins = datetime.combine(month.first + dice.randint(-1, 30) * DAY, time(dice.randint(0, 23)))
        ends = begins + dice.choice((10, 90, 300, 600, 3000)) * timedelta(minutes=1)
        files.add(
            "outages", "gangguan.csv", unor_id=dice.choice(list(UNITS)), mulai=f"{begins:%Y-%m-%d %H:%M}",
            selesai=f"{ends:%Y-%m-%d %H:%M}", sistem=f"Mesin {number}", alasan="Listrik padam",
            disetujui_oleh=nip(1) if dice.chance(80) else "",
        )  # fmt: skip


def _calendar(dice: Dice, files: Files, month: Month) -> None:
    for day in dice.sample(list(month.days()), dice.randint(0, 4)):
        kind = dice.choice(("libur", "libur", "apel", "hari_kerja", "cuti_bersama"))
        files.add(
            "calendar", "kalender.csv", tanggal=day, tanggal_keputusan="2026-01-02", jenis=kind,
            nama="Hari Acak", nomor_keputusan="SK",
        )  # fmt: skip
