"""What can still be done in a running month, in sentences that a person can follow."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from contracts.dates import date_text
from delivery.catalogue import Row
from delivery.interim.facts import Way
from delivery.interim.outlook import Outlook
from delivery.statement.facts import Day, Indicator
from delivery.statement.measures import UNITS
from delivery.wording import cut_text, grouped, measure_kind, term

RATINGS = frozenset({"rating_predicate", "rating_matrix"})
LOGGED = frozenset({"activity_minutes", "quantity_quality"})
# Events that a document can undo: nobody knows what the person did.
UNPROVED = frozenset({"absent", "missing_in", "missing_out"})
NO_RECAP = "Rekap kehadiran bulan ini belum diterima; tanyakan kepada pengelola kepegawaian unit."
OTHERS = {
    "attendance_rate": NO_RECAP,
    "recap_deduction": NO_RECAP,
    "behaviour_360": "Penilaian perilaku dari rekan kerja belum cukup; ingatkan para penilai mengisinya.",
    "ikm": "Hasil survei kepuasan belum ada atau belum mewakili; ajak pengguna layanan mengisi survei.",
    "given": "Nilai {aspect} dari sumber lain belum diterima.",
}


def ways(
    so_far: Outlook, best: Outlook, until: dt.date, measures: Mapping[tuple[str, str], Row]
) -> Iterator[Way]:
    """Tell what is ahead; `measures` are the rules of (aspect, measure)."""
    days = int(so_far.days["ahead"])
    asked = {str(item["measure"]) for item in so_far.indicators}
    if days:
        yield {
            "aspect": "discipline" if "discipline" in _aspects(so_far) else None,
            "sentence": f"Masih ada {days} hari kerja: datang dan pulang tepat waktu, "
            "maka tidak ada potongan baru.",
        }
    ends = {(item["aspect"], item["measure"]): item for item in best.indicators}
    for item in _once(so_far):
        place = (str(item["aspect"]), str(item["measure"]))
        if measure_kind(place[1]) in LOGGED:
            yield from _logged(item, ends.get(place), measures.get(place), so_far)
        elif item["numerator"] is None and (item["score"] is None or item["is_assumed"]):
            yield from _missing(item, ends.get(place))
    if so_far.cases and "case_timeliness" in asked:
        first = date_text(so_far.cases[0]["due_on"])
        yield {
            "aspect": _aspect(so_far, "case_timeliness"),
            "sentence": f"{len(so_far.cases)} tugas belum selesai dan tenggatnya masih di depan, "
            f"yang pertama {first}: selesaikan sebelum tenggatnya.",
        }
    known = {(row["register"], row["complaint_id"]) for row in so_far.complaints}
    waiting = [row for row in best.complaints if (row["register"], row["complaint_id"]) not in known]
    if waiting:
        yield {
            "aspect": _aspect(so_far, "complaint_timeliness"),
            "sentence": f"{len(waiting)} pengaduan di unit ini menunggu jawaban; tenggat terdekat "
            f"{date_text(max(waiting[0]['due_on'], until))}.",
        }


def excuses(days: Sequence[Day]) -> Iterator[Way]:
    """Say that a day that cost something for want of evidence counts anew once there is a document."""
    cost = {event["event_kind"] for day in days for event in day["events"]}
    if cost & UNPROVED:
        yield {
            "aspect": "discipline",
            "sentence": "Bila pada hari tanpa keterangan atau tanpa presensi itu ada tugas, cuti, atau "
            "gangguan mesin: serahkan suratnya kepada pengelola kepegawaian, dan harinya dihitung kembali.",
        }


def _once(so_far: Outlook) -> list[Indicator]:
    return list({(item["aspect"], item["measure"]): item for item in so_far.indicators}.values())


def _aspects(so_far: Outlook) -> set[str]:
    return {str(item["aspect"]) for item in so_far.indicators}


def _aspect(so_far: Outlook, measure: str) -> str | None:
    return next((item["aspect"] for item in so_far.indicators if item["measure"] == measure), None)


def _missing(item: Indicator, end: Indicator | None) -> Iterator[Way]:
    measure, aspect = str(item["measure"]), str(item["aspect"])
    if measure in RATINGS and item["value_text"] == "tidak ada":
        best = f" Predikat tertinggi memberi nilai {end['score']}." if end and end["score"] else ""
        yield {
            "aspect": aspect,
            "sentence": f"Penilaian bulan ini belum ada; bicarakan hasil kerja dengan atasan dan minta "
            f"dinilai.{best}",
        }
    elif measure in OTHERS:
        yield {"aspect": aspect, "sentence": OTHERS[measure].format(aspect=term(aspect))}


def _logged(item: Indicator, end: Indicator | None, rule: Row | None, so_far: Outlook) -> Iterator[Way]:
    """Tell what of a target is approved, what waits, and what each day ahead would have to bring."""
    if rule is None or end is None or not end["denominator"]:
        return
    unit = UNITS[measure_kind(str(item["measure"]))]
    target = Fraction(end["denominator"], unit)
    done = Fraction(0)
    if item["numerator"] is not None and item["denominator"]:
        done = Fraction(item["numerator"], unit)
        if rule["target_kind"] != "workday" and so_far.days["ahead"]:
            # the part of the target that the days behind are of all: done x all / (target x behind)
            done /= Fraction(item["denominator"], end["denominator"]) + so_far.days["ahead"]
    sentence = f"{cut_text(done)} dari {cut_text(target)}{_counted(item)} sudah disetujui"
    if so_far.waiting_minutes and item["measure"] == "activity_minutes":
        sentence += f"; {grouped(so_far.waiting_minutes)} menit menunggu persetujuan atasan"
    left, days = target - done, int(so_far.days["ahead"])
    if left > 0 and days:
        sentence += f"; kurang {cut_text(left)}, sekitar {grouped(-(-left // days))} tiap hari kerja"
    yield {"aspect": item["aspect"], "sentence": f"{sentence}."}


def _counted(item: Indicator) -> str:
    """Name what is counted: minutes, or what the policy calls an indicator of its own."""
    if item["measure"] == "activity_minutes":
        return " menit aktivitas"
    title = item["rule"]["title"]
    return f" ({title.rstrip('.')})" if title and item["measure"] != "quantity_quality" else " kuantitas"
