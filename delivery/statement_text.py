"""A statement in Bahasa Indonesia, as a person reads it: what was due, each line, why, and the sum."""

import datetime as dt
import textwrap
from collections.abc import Iterator

from delivery.statement_facts import Day, Indicator, Line, Rule, Statement
from delivery.wording import LINE_KINDS, MARK, RULE_STATUS, date_text, month_text, rupiah, term

WIDTH = 96

DAY_STATUS = {
    "absent": "tidak masuk tanpa keterangan",
    "missing_in": "tidak ada presensi datang",
    "missing_out": "tidak ada presensi pulang",
    "no_evidence": "tidak dihitung: tak seorang pun di unit tercatat hari itu",
    "leave": "cuti atau tugas",
}


def render(facts: Statement) -> str:
    """Text of the statement for a terminal, lines of at most about 96 characters."""
    parts = [
        _head(facts),
        _due(facts),
        _indicators(facts),
        _lines(facts),
        _days(facts),
        _assumed(facts),
        _held(facts),
        _notes(facts),
        _sum(facts),
    ]
    return "\n\n".join(text for part in parts if (text := "\n".join(part))) + "\n"


def _head(facts: Statement) -> Iterator[str]:
    who = facts["employee"]
    if facts["is_simulation"]:
        yield MARK
        yield ""
    yield f"Rincian TPP {month_text(facts['month'])}"
    yield f"  {who['name'] or '(nama tidak tercatat)'}, NIP {who['employee_id']}"
    unit = f"{who['unit_name']} ({who['unit_id']})" if who["unit_name"] else f"unit {who['unit_id']}"
    post = f"{who['post_name']}, " if who["post_name"] else ""
    grade = f"kelas jabatan {who['job_class']}" if who["job_class"] is not None else "tanpa kelas jabatan"
    yield f"  {post}{grade}, {unit}"
    yield f"  Pemerintah daerah {facts['agency_id']}, aturan {who['policy_id']}"
    stage = (
        f"sudah dirilis ({', '.join(facts['releases'])})" if facts["releases"] else "pratinjau, belum dirilis"
    )
    yield f"  Keadaan: {stage}"


def _due(facts: Statement) -> Iterator[str]:
    yield "Besaran dasar"
    posts = {due["assignment_id"] for due in facts["due"]}
    for due in facts["due"]:
        post = f" (penugasan {due['assignment_id']})" if len(posts) > 1 else ""
        yield _amount_row(f"  {term(due['component']).capitalize()}{post}", due["basis_amount"])
    yield _amount_row("  Seluruhnya", facts["totals"]["basic_amount"])


def _indicators(facts: Statement) -> Iterator[str]:
    if facts["indicators"]:
        yield "Yang diukur"
    for item in facts["indicators"]:
        yield from _wrapped(f"  - {_indicator(item)}", "    ")
        yield from _rule_text(item["rule"], "    ")


def _indicator(item: Indicator) -> str:
    unit = f" {item['unit']}" if item["unit"] and item["numerator"] is not None else ""
    text = f"{term(item['aspect']).capitalize()}, {term(item['measure'])}: {item['value_text']}{unit}"
    text += f", nilai {item['score']}" if item["score"] is not None else ", tanpa nilai"
    if item["weight"] not in {None, "100"}:
        text += f", bobot {item['weight']} % dalam aspeknya"
    if item["evidence_count"] is not None:
        text += f" ({item['evidence_count']} bukti)"
    return text + (" [dianggap]" if item["is_assumed"] else "")


def _lines(facts: Statement) -> Iterator[str]:
    yield "Perhitungan"
    if not facts["lines"]:
        yield "  Tidak ada baris rupiah pada bulan ini."
    told: dict[str, int] = {}
    for number, line in enumerate(facts["lines"], 1):
        yield from _line(number, line, facts["month"])
        first = told.setdefault(str(line["rule"]), number)
        if first == number:
            yield from _rule_text(line["rule"], "     ")
        else:
            yield f"     Aturan: seperti baris {first}"


def line_title(line: Line, month: str) -> str:
    """Say what a line is about, in one phrase."""
    kind_word = LINE_KINDS.get(line["line_kind"], term(line["line_kind"]))
    what = (term(line["component"]) or kind_word).capitalize()
    aspect = "".join(f", {word}" for word in (term(line["aspect"]), line["detail"]) if word)
    kind = f" ({kind_word})" if line["component"] and line["line_kind"] != "reguler" else ""
    late = "" if line["for_month"] == month else f", untuk {month_text(line['for_month'])}"
    assumed = " [dianggap]" if line["is_assumed"] else ""
    return f"{what}{aspect}{kind}{late}{assumed}"


def _line(number: int, line: Line, month: str) -> Iterator[str]:
    yield _amount_row(f"  {number}. {line_title(line, month)}", line["amount"])
    yield from _wrapped(f"     = {line['formula']}", "       ")
    yield from _wrapped(f"     = {line['formula_values']}", "       ")
    yield f"     = {line['exact_text']}, dibulatkan {rupiah(line['amount'])}"


def _rule_text(rule: Rule, indent: str) -> Iterator[str]:
    title = f"{rule['title'].rstrip('.')}. " if rule["title"] else ""
    citation = f"Dasar: {rule['citation']}" if rule["citation"] else "Tanpa dasar hukum"
    status = RULE_STATUS.get(rule["status"] or "", rule["status"] or "status tidak diketahui")
    text = f"{title}{citation}"
    yield from _wrapped(f"{indent}Aturan: {text} [{status}]", f"{indent}  ")


def _days(facts: Statement) -> Iterator[str]:
    told = [text for day in facts["days"] if (text := _day(day))]
    if told:
        yield "Hari yang dihitung"
    for text in told:
        yield f"  - {text}"


def _day(day: Day) -> str:
    """Say what a day cost; an ordinary day has nothing to say."""
    status = day["day_status"] or ""
    facts = [DAY_STATUS[status]] if status in DAY_STATUS else []
    if day["late_minutes"]:
        facts.append(f"terlambat {day['late_minutes']} menit{_at('datang', day['arrived_at'])}")
    if day["early_minutes"]:
        facts.append(f"pulang cepat {day['early_minutes']} menit{_at('pulang', day['left_at'])}")
    if not facts:
        return ""
    cost = [f"{day['points']} poin"] if day["points"] not in {None, "0"} else []
    cost += [f"{day['total_pct']} % dari seluruhnya"] if day["total_pct"] not in {None, "0"} else []
    told = ", ".join(facts) + (f"; dikurangi {' dan '.join(cost)}" if cost else "")
    return f"{date_text(dt.date.fromisoformat(day['work_date']))}: {told}"


def _at(word: str, at: str | None) -> str:
    return f" ({word} {dt.datetime.fromisoformat(at):%H.%M})" if at else ""


def _assumed(facts: Statement) -> Iterator[str]:
    if facts["assumptions"]:
        yield "Yang dianggap, bukan diukur"
    for text in facts["assumptions"]:
        yield from _wrapped(f"  - {text}", "    ")


def _held(facts: Statement) -> Iterator[str]:
    """Tell the findings, which say what to do, else what the table holds the person for."""
    if not facts["hold"]["is_held"]:
        return
    yield "Ditahan"
    for text in _messages(facts, "hold", "block") or facts["hold"]["sentences"]:
        yield from _wrapped(f"  - {text}", "    ")
    yield "  Jumlah di bawah sudah dihitung dan dibayar setelah hal ini beres."


def _notes(facts: Statement) -> Iterator[str]:
    told = _messages(facts, "warn", "info")
    if told:
        yield "Catatan"
    for text in told:
        yield from _wrapped(f"  - {text}", "    ")


def _messages(facts: Statement, *severities: str) -> list[str]:
    told = (item["message"] for item in facts["findings"] if item["severity"] in severities)
    return list(dict.fromkeys(message for message in told if message))


def _sum(facts: Statement) -> Iterator[str]:
    totals = facts["totals"]
    yield "Jumlah"
    for number, line in enumerate(facts["lines"], 1):
        yield _amount_row(f"  baris {number}", line["amount"])
    yield _amount_row("  Hasil hitung", totals["computed_amount"])
    yield _amount_row("  Dibayarkan", totals["incentive_amount"])
    if facts["is_simulation"]:
        yield ""
        yield MARK


def _amount_row(label: str, amount: int) -> str:
    return f"{label} ".ljust(WIDTH - 20, ".") + f" {rupiah(amount)}".rjust(20)


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
