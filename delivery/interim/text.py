"""An interim review in Bahasa Indonesia: one that helps, and judges nobody."""

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction

from contracts.dates import date_text, month_text
from contracts.standing import MARK
from delivery.interim.facts import PersonReview
from delivery.interim.units import AgencySoFar, InterimStatus, UnitSoFar, aspects_of
from delivery.statement.days import days
from delivery.statement.why import Rules
from delivery.text_lines import amount_row, wrapped
from delivery.wording import cut_text, rupiah, term

E4 = 10_000
NOTHING_DECIDED = (
    "Ini bukan penetapan dan bukan dasar pembayaran: belum ada yang diputuskan, dan masih ada waktu."
)
NAME_WIDTH = 36


def render_person(facts: PersonReview) -> str:
    """Text of one person's review for a terminal."""
    rules = Rules()
    parts = [
        [*part]
        for part in (
            _head(facts),
            _so_far(facts),
            _lost(facts, rules),
            _ways(facts),
            _amounts(facts),
            _held(facts),
            rules.told(),
        )
    ]
    return "\n\n".join(text for part in parts if (text := "\n".join(part))) + "\n"


def _head(facts: PersonReview) -> Iterator[str]:
    who = facts["employee"]
    if facts["is_simulation"]:
        yield MARK
        yield ""
    until = date_text(dt.date.fromisoformat(facts["until"]))
    yield f"Tinjauan TPP {month_text(facts['month'])} sampai {until}"
    yield f"  {who['name'] or '(nama tidak tercatat)'}, NIP {who['employee_id']}"
    post = f"{who['post_name']}, " if who["post_name"] else ""
    yield from wrapped(f"  {post}{who['unit_name'] or 'unit'} ({who['unit_id']})", "  ")
    yield from wrapped(f"  {NOTHING_DECIDED}", "  ")


def _so_far(facts: PersonReview) -> Iterator[str]:
    yield "Sampai hari itu"
    text = f"  {facts['days_counted']} dari {facts['days_of_month']} hari kerja sudah dihitung"
    text += f"; {facts['days_ahead'] or 'tidak ada'} hari kerja lagi"
    if facts["leave_days_ahead"]:
        text += f", di luar {facts['leave_days_ahead']} hari cuti atau tugas yang sudah disetujui"
    yield from wrapped(f"{text}.", "  ")
    for item in facts["scores"]:
        told = f"  - {term(item['aspect']).capitalize()}, {term(item['measure'])}: "
        told += "belum ada" if item["score"] is None else f"nilai {item['score']}"
        told += " [dianggap]" if item["is_assumed"] else ""
        ends = [
            f"{word} {score}"
            for word, score in (
                ("bila terus begini", item["alike_score"]),
                ("paling tinggi", item["best_score"]),
            )
            if score is not None
        ]
        yield from wrapped(told + (f" ({', '.join(ends)})" if ends else ""), "    ")


def _lost(facts: PersonReview, rules: Rules) -> Iterator[str]:
    yield "Yang sudah hilang"
    if not facts["lost"] and not facts["days"]:
        yield "  Belum ada. Pertahankan."
        return
    for item in facts["lost"]:
        if item["amount"] is None:
            yield from wrapped(f"  - {item['sentence']}", "    ")
        else:
            yield amount_row(f"  {item['sentence']}", item["amount"])
    if not facts["lost"]:
        yield "  Tidak ada rupiah yang hilang."
    yield from (f"  {line}" for line in [*days(facts["days"], rules)][1:])
    for text in facts["below"]:
        yield from wrapped(f"  - Ambang terlewati: {text}", "    ")


def _ways(facts: PersonReview) -> Iterator[str]:
    if facts["ways"]:
        yield "Yang masih dapat dilakukan"
    for item in facts["ways"]:
        yield from wrapped(f"  - {item['sentence']}", "    ")


def _amounts(facts: PersonReview) -> Iterator[str]:
    yield "Perkiraan pada akhir bulan"
    yield f"  {'':<52}{'bila terus begini':>20}{'paling tinggi':>20}"
    for line in facts["lines"]:
        yield f"  {line['title'][:51]:<52}{rupiah(line['alike_amount']):>20}{rupiah(line['best_amount']):>20}"
    yield f"  {'Jumlah':<52}{rupiah(facts['alike_amount']):>20}{rupiah(facts['best_amount']):>20}"
    gain = facts["best_amount"] - facts["alike_amount"]
    if gain > 0:
        yield f"  Masih dapat diraih: {rupiah(gain)}"
    yield from wrapped(
        "  Bila terus begini: sisa hari kerja mengulang hari-hari kerja terakhir yang sudah dihitung, dan "
        "penilaian sama dengan yang terakhir. Paling tinggi: sisa hari kerja tanpa pelanggaran, aktivitas "
        "penuh dan disetujui, penilaian tertinggi, dan semua tenggat di depan dipenuhi.",
        "  ",
    )
    for text in facts["not_known"]:
        yield from wrapped(f"  Belum termasuk: {text}.", "    ")


def _held(facts: PersonReview) -> Iterator[str]:
    if facts["holds"]:
        yield "Yang akan menahan pembayaran bila tidak dibereskan"
    for text in facts["holds"]:
        yield from wrapped(f"  - {text}", "    ")


def render_status(facts: InterimStatus) -> str:
    """Text of the table of units for a terminal; heads only, no names."""
    until = date_text(dt.date.fromisoformat(facts["until"]))
    parts = [
        [f"Tinjauan TPP {month_text(facts['month'])} sampai {until}", *wrapped(f"  {NOTHING_DECIDED}", "  ")]
    ]
    parts += [[*_agency(agency)] for agency in facts["agencies"]]
    parts.append(
        [
            "perlu = orang yang melewati ambang kebijakan atau belum punya bukti kehadiran.",
            f"Nama-namanya hanya untuk pengelola kepegawaian: {facts['names_file']}",
        ]
    )
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _agency(agency: AgencySoFar) -> Iterator[str]:
    yield (
        f"Pemerintah daerah {agency['agency_id']}: {agency['workdays_counted']} dari "
        f"{agency['workdays_of_month']} hari kerja"
    )
    aspects = aspects_of(agency["units"])
    yield f"  {'unit':<{NAME_WIDTH}}{'orang':>6}{'perlu':>6}" + "".join(f"{term(a):>17}" for a in aspects)
    for unit in agency["units"]:
        name = (unit["unit_name"] or unit["unit_id"])[: NAME_WIDTH - 1]
        cells = "".join(f"{_cell(unit, aspect):>17}" for aspect in aspects)
        yield f"  {name:<{NAME_WIDTH}}{unit['people']:>6}{unit['people_below']:>6}{cells}"
    if agency["next_interim_on"]:
        following = date_text(dt.date.fromisoformat(agency["next_interim_on"]))
        yield f"  Tinjauan berikutnya menurut kebijakan: {following}"


def _cell(unit: UnitSoFar, aspect: str) -> str:
    """Write the mean of those of whom it is known, with their count where some are missing."""
    found = next((item for item in unit["aspects"] if item["aspect"] == aspect), None)
    if found is None:
        return "-"
    if found["mean_score_e4"] is None:
        return "belum ada"
    mean = cut_text(Fraction((found["mean_score_e4"] + 50) // 100, 100))
    missing = found["people_asked"] - found["people_scored"]
    return f"{mean} ({found['people_scored']})" if missing else mean
