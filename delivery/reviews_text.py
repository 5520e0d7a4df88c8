"""The review list in words: for superiors who talk and decide, never a cut or hold."""

import datetime as dt
from collections import Counter
from fractions import Fraction
from itertools import groupby
from textwrap import wrap
from typing import Final

from contracts.dates import date_text, month_days, month_text
from delivery.catalogue import Row
from delivery.wording import RULE_STATUS, decimal_text, measure_kind, term

WIDTH: Final = 100
TOO_MANY: Final = "too_many"
STATES: Final = {
    ("coaching", "new"): "perlu pembinaan",
    ("coaching", "running"): "sedang dibina",
    ("coaching", "not_helped"): "pembinaan belum berhasil",
    ("coaching", "helped"): "pembinaan berhasil",
    ("recognition", "new"): "layak diapresiasi",
    ("recognition", "running"): "tetap layak diapresiasi",
    ("recognition", TOO_MANY): "memenuhi syarat penghargaan yang dipenuhi terlalu banyak orang",
}
# What a superior may begin with, by the kind of measure that lowered the score.
TALK: Final = {
    "discipline_points": "tanyakan sebabnya (perjalanan, keluarga, kesehatan, jam kerja), periksa apakah ada "
    "cuti atau gangguan mesin yang belum tercatat, lalu sepakati cara datang dan pulang tepat waktu",
    "rating_predicate": "bahas hasil kerja dan sasarannya dalam dialog kinerja, lalu sepakati dua atau tiga "
    "perbaikan beserta bantuan yang diperlukan",
    "activity_minutes": "periksa apakah pekerjaan sudah dicatat dan disetujui, lalu sepakati target dan "
    "bantuannya",
    "case_timeliness": "lihat perkara yang lewat rencana dan sebabnya, lalu atur urutan atau pembagian "
    "tugasnya",
    "ikm": "baca unsur survei yang paling rendah dan saran warga, lalu perbaiki bersama petugasnya",
    "complaint_timeliness": "lihat pengaduan yang terlambat dan siapa yang menjawabnya, lalu atur pembagian "
    "dan pengingatnya",
    "behaviour_360": "bicarakan rata-ratanya, bukan siapa yang menilai, lalu sepakati satu perilaku yang "
    "diperbaiki",
}
_SAME_TALK: Final = {
    "attendance_rate": "discipline_points",
    "recap_deduction": "discipline_points",
    "rating_matrix": "rating_predicate",
    "quantity_quality": "activity_minutes",
}
_OTHER_TALK: Final = "mintalah penjelasan atas nilai ini, lalu sepakati perbaikannya"


def render(month: str, found: list[Row], *, with_names: bool = False) -> str:
    """Return the list for people: how many in each unit, and each person where names are asked for."""
    if not found:
        return f"Pembinaan dan penghargaan {month_text(month)}: tidak ada yang masuk daftar.\n"
    lines = [
        f"Pembinaan dan penghargaan {month_text(month)}",
        "Bahan bagi atasan untuk bicara dan memutuskan; tidak ada TPP yang dipotong atau ditahan karenanya.",
    ]
    if with_names:
        lines.append(f"Bukti tiap orang: kinerja explain NIP {month}")
    for agency, of_agency in groupby(found, key=lambda row: (row["agency_id"], row["agency_name"])):
        people = list(of_agency)
        lines += ["", " ".join(filter(None, agency)), *_standing(people[0])]
        for unit, of_unit in groupby(people, key=lambda row: row["unit_id"]):
            lines += _unit(unit, list(of_unit), month, with_names=with_names)
    return "\n".join([*lines, ""])


def _standing(row: Row) -> list[str]:
    if row["agency_status"] != "held":
        return []
    return ["  Bulan ini DITAHAN: datanya belum lengkap, maka daftar ini sementara (lihat kinerja status)."]


def _unit(unit: str | None, people: list[Row], month: str, *, with_names: bool) -> list[str]:
    count = Counter((row["list_kind"], row["state"]) for row in people)
    told = [f"{count[key]} {words}" for key, words in STATES.items() if count[key]]
    if late := sum(_is_late(row) for row in people):
        told.append(f"{late} di antaranya terlambat untuk penilaian akhir")
    name = " ".join(filter(None, (unit, people[0]["unit_name"]))) or "tanpa unit"
    lines = wrap(f"  {name}: {', '.join(told)}", WIDTH, subsequent_indent="    ", break_on_hyphens=False)
    if not with_names:
        return lines
    return [*lines, *_people([row for row in people if row["state"] != TOO_MANY], month)]


def _people(people: list[Row], month: str) -> list[str]:
    """Return each person, and why; those whom one reason lists (a score of their unit) stand together."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for row in people:
        alike.setdefault(_reason(row, month), []).append(_person(row))
    return [line for reason, of_reason in alike.items() for line in (*of_reason, *reason)]


def _person(row: Row) -> str:
    late = ", TERLAMBAT untuk penilaian akhir" if _is_late(row) else ""
    state = STATES[row["list_kind"], row["state"]]
    line = f"    {row['name'] or 'tanpa nama'} ({row['employee_id']}): {state}{late}"
    if row["target_hours"] is None:
        return line
    return f"{line}; pengembangan kompetensi tahun ini {row['lesson_hours']} dari {row['target_hours']} JP"


def _reason(row: Row, month: str) -> tuple[str, ...]:
    before = f", {month_text(row['before_month'])} {_score(row['before_e4'])}" if row["before_month"] else ""
    now = "belum dapat dinilai bulan ini" if row["score_e4"] is None else _score(row["score_e4"])
    run = f", {row['run_months']} bulan berturut-turut" if row["run_months"] > 1 else ""
    parts = [f"Nilai {term(row['aspect'])} {now}{before}{run}"]
    if row["list_kind"] == "coaching":
        parts += [*_cause(row), *_plan(row, month)]
    parts.append(f"Aturan: {row['rule_title']} ({row['citation']}) [{RULE_STATUS[row['rule_status']]}]")
    return tuple(
        line
        for part in parts
        for line in wrap(
            part, WIDTH, initial_indent="      ", subsequent_indent="        ", break_on_hyphens=False
        )
    )


def _cause(row: Row) -> list[str]:
    """Say which indicator moved the score, and the evidence of it."""
    if row["cause_measure"] is None:
        return []
    known = row["cause_before_e4"] is not None
    earlier = f", sebelumnya {_score(row['cause_before_e4'])}" if known else ""
    value = f" ({row['cause_text']})" if row["cause_text"] else ""
    events = ", ".join(f"{term(kind)} {times} kali" for kind, times in row["events"] or ())
    evidence = f"{events}; " if events else ""
    moved = f"{term(row['cause_measure'])} {_score(row['cause_score_e4'])}{value}{earlier}"
    return [f"Paling menentukan: {moved} ({evidence}{row['evidence_count']} baris bukti)"]


def _plan(row: Row, month: str) -> list[str]:
    """Say what to do, when it is looked at again, and whether that is in time."""
    goal = f"berhasil bila nilainya sedikitnya {_score(row['goal_e4'])}"
    if row["state"] == "helped":
        return [f"Dilihat lagi bulan ini: tercapai, {goal}. Sampaikan penghargaan atas perbaikannya."]
    if row["state"] == "not_helped":
        next_step = "Putuskan langkah berikutnya bersama pengelola kepegawaian."
        return [f"Dilihat lagi bulan ini: belum tercapai, {goal}. {next_step}"]
    lines = []
    if row["state"] == "new" and row["cause_measure"]:
        kind = measure_kind(row["cause_measure"])
        lines.append(f"Yang dapat dilakukan: {TALK.get(_SAME_TALK.get(kind, kind), _OTHER_TALK)}.")
    so_far = ""
    if row["state"] == "running" and row["score_e4"] is not None:
        so_far = (
            "; sampai bulan ini " + ("sudah" if row["score_e4"] >= row["goal_e4"] else "belum") + " tercapai"
        )
    overdue = row["look_again_month"] <= month and row["state"] == "running"
    when = "begitu nilainya dapat diukur" if overdue else month_text(row["look_again_month"])
    return [*lines, f"Dilihat lagi {when}; {goal}{so_far}", *_final(row, month)]


def _final(row: Row, month: str) -> list[str]:
    """Say how the re-evaluation stands to the final assessment of the year."""
    on: dt.date | None = row["final_assessment_on"]
    if on is None:
        return []
    left = f"{row['months_left']} bulan lagi" if row["months_left"] else "tidak ada bulan penuh lagi"
    if not row["is_late"]:
        return [f"Penilaian akhir {date_text(on)} ({left}): masih sempat"]
    last = _last_month(on)
    if last > month:
        advice = f"Bicarakan sekarang, dan lihat hasilnya lebih awal, paling lambat {month_text(last)}."
        return [f"TERLAMBAT: penilaian akhir {date_text(on)} ({left}) mendahuluinya. {advice}"]
    advice = "hasil pembinaan baru terlihat pada penilaian tahun sesudahnya."
    return [f"TERLAMBAT: penilaian akhir {date_text(on)} mendahuluinya; {advice}"]


def _last_month(on: dt.date) -> str:
    """Last month that has ended by a day."""
    month = f"{on:%Y-%m}"
    first, last = month_days(month)
    return month if on >= last else f"{first - dt.timedelta(days=1):%Y-%m}"


def _is_late(row: Row) -> bool:
    return bool(row["is_late"]) and row["state"] in {"new", "running"}


def _score(value_e4: int) -> str:
    return decimal_text(Fraction(value_e4, 10_000)) or ""
