"""A statement in Bahasa Indonesia, as a person reads it: what was due, each line, why, and the sum."""

import datetime as dt
from collections.abc import Iterator

from contracts.dates import date_text, month_text, span_text
from contracts.objection_codes import grouped_code
from contracts.standing import MARK
from delivery.statement.days import days
from delivery.statement.facts import Line, Post, Statement
from delivery.statement.lines import CUTS
from delivery.statement.objections import told_objections
from delivery.statement.training import told_training
from delivery.statement.why import ROWS_SHOWN, Rules, decided, ifs, measured, sources
from delivery.text_lines import LABEL, amount_row, difference, together, wrapped
from delivery.wording import LINE_KINDS, ROUNDING, rupiah, term, version_text

# So many lines are added up one by one on paper, where each stands above with its amount.
LINES_ADDED = 6
SUM = "Jumlah"
CAUSE = "Sebab: "


def render(facts: Statement, *, on_paper: bool = False) -> str:
    """Text of the statement, lines of at most about 96 characters; paper names no command to type."""
    return "\n\n".join("\n".join(part) for part in parts(facts, on_paper=on_paper)) + "\n"


def parts(facts: Statement, *, on_paper: bool = False, sources_shown: int = ROWS_SHOWN) -> list[list[str]]:
    """Lines of each part of the text that has any: its heading, then what is indented under it.

    On paper what repeats itself is said once: the arithmetic of lines that are computed alike, days that cost
    the same, what several rules rest on. sources_shown: rows of each file that are told, before their number.
    """
    rules = Rules()
    told = [
        [*part]
        for part in (
            _head(facts),
            _due(facts),
            _lines(facts, rules, on_paper=on_paper),
            _since(facts, on_paper=on_paper),
            measured(facts["indicators"], facts["posts"], rules),
            _share(facts, on_paper=on_paper),
            days(facts["days"], rules, on_paper=on_paper),
            ifs(facts["ifs"], facts, on_paper=on_paper),
            _assumed(facts),
            _held(facts),
            _notes(facts),
            told_training(facts["training"], facts["month"], rules),
            told_objections(facts["objections"]),
            decided(facts["decision"], rules),
            rules.told(on_paper=on_paper),
            sources(facts["evidence"], sources_shown, on_paper=on_paper),
            _sum(facts, on_paper=on_paper),
        )
    ]
    return [part for part in told if part]


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
    status = f"{who['employment_status']}, " if who["employment_status"] else ""
    yield from wrapped(f"  {status}{post}{grade}, {unit}", "  ")
    version = who["policy_version"]
    told = f"{version_text(version)} (kode {version})" if version else who["policy_id"]
    yield from wrapped(f"  Pemerintah daerah {facts['agency_id']}, aturan {told}", "  ")
    stage = (
        f"sudah dirilis ({', '.join(facts['releases'])})" if facts["releases"] else "pratinjau, belum dirilis"
    )
    since = facts["since"]
    if since is not None and since["lines"]:
        stage += "; seperti dibayar, dan berubah sesudahnya: lihat Sesudah dirilis"
    elif since is not None:
        stage += "; belum dibayar: lihat Sesudah dirilis"
    yield from wrapped(f"  Keadaan: {stage}", "  ")


def _due(facts: Statement) -> Iterator[str]:
    """Tell what was due; where the month has several stretches, for each with its post and its rules."""
    yield "Besaran dasar"
    posts = facts["posts"] if len(facts["posts"]) > 1 else []
    is_one_version = len({post["policy_version"] for post in posts}) == 1
    for post in posts:
        own = None if is_one_version else post["policy_version"]
        version = f", aturan {version_text(own)}" if own else ""
        yield from wrapped(f"  {_span(post)}: {_post(post)}{version}", "    ")
        for due in facts["due"]:
            if due["assignment_id"] == post["assignment_id"]:
                yield amount_row(f"    {term(due['component']).capitalize()}", due["basis_amount"])
    for due in facts["due"] if not posts else ():
        yield amount_row(f"  {term(due['component']).capitalize()}", due["basis_amount"])
    yield amount_row(
        "  Seluruhnya" + (" untuk jabatan dan aturan terakhir" if posts else ""),
        facts["totals"]["basic_amount"],
    )


def _span(post: Post) -> str:
    return span_text(dt.date.fromisoformat(post["stretch_from"]), dt.date.fromisoformat(post["stretch_to"]))


def _post(post: Post) -> str:
    name = f"{post['post_name']}, " if post["post_name"] else ""
    grade = f"kelas {post['job_class']}, " if post["job_class"] is not None else ""
    return f"{name}{grade}{post['unit_name'] or 'unit'} ({post['unit_id']})"


def _lines(facts: Statement, rules: Rules, *, on_paper: bool) -> Iterator[str]:
    yield "Perhitungan"
    if not facts["lines"]:
        yield from wrapped(f"  {facts['nothing_due'] or 'Tidak ada baris rupiah pada bulan ini.'}", "  ")
    posts = {post["assignment_id"]: _span(post) for post in facts["posts"]} if len(facts["posts"]) > 1 else {}
    told_once: set[str] = set()
    causes: dict[str, int] = {}
    told_alike: dict[tuple[str, ...], tuple[int, str]] = {}
    for number, line in enumerate(facts["lines"], 1):
        span = posts.get(str(line["assignment_id"])) if line["component"] else None
        label = f"{line_title(line, facts['month'])}{f' ({span})' if span else ''}"
        derived = [
            text for factor in line["factors"] if (text := factor["derivation"]) and text not in told_once
        ]
        told_once.update(derived)
        told = rules.numbers([line["rule"], *line["step_rules"]])
        code = grouped_code(line["line_id"])
        steps = (line["formula"], line["formula_values"], line["exact_text"] + _rounding(line), told)
        first, first_label = told_alike.setdefault(steps, (number, label))
        if on_paper and first != number and not derived:
            own = difference(label, first_label)
            told = f"  {number}. = baris {first}: {f'{own}, ' if own else ''}{code}"
            if len(told) <= LABEL:
                yield amount_row(told, line["amount"])
            else:
                yield amount_row(f"  {number}. {label}", line["amount"])
                yield f"     = seperti baris {first}; kode baris {code}"
            continue
        yield amount_row(f"  {number}. {label}", line["amount"])
        yield from wrapped(f"     = {line['formula']}", "       ")
        yield from wrapped(f"     = {line['formula_values']}", "       ")
        yield f"     = {steps[2]}"
        for text in derived:
            words, _, cause = text.partition(CAUSE)
            first = causes.setdefault(cause, number)
            is_told = on_paper and cause and first != number
            yield from wrapped(
                f"     {f'{words}{CAUSE}seperti baris {first}.' if is_told else text}", "       "
            )
        yield f"     Aturan {told}; kode baris {code}" if told else f"     Kode baris {code}"


def _since(facts: Statement, *, on_paper: bool) -> Iterator[str]:
    """Tell what is another than it was released, and where the difference appears."""
    since = facts["since"]
    if since is None:
        return
    yield "Sesudah dirilis"
    if since["lines"]:
        yield from wrapped(
            f"  Yang dibayar tetap {rupiah(since['released_amount'])} ({since['release']}), seperti hitungan "
            "di atas. Menurut data yang diketahui sekarang, hasil hitung bulan ini seharusnya "
            f"{rupiah(since['computed_amount'])}:",
            "  ",
        )
    told = [
        f"{line['title']}: dibayar {rupiah(line['released_amount'])}, "
        f"seharusnya {rupiah(line['computed_amount'])}"
        for line in since["lines"]
    ]
    for text in together(told) if on_paper else told:
        yield from wrapped(f"  - {text}", "    ")
    for sentence in since["sentences"]:
        yield from wrapped(f"  {sentence}", "  ")
    if since["lines"]:
        yield from wrapped(
            "  Ukuran, hari, dan asal data di bawah menurut data yang diketahui sekarang.", "  "
        )


def _rounding(line: Line) -> str:
    if line["numerator"] == line["amount"] * line["denominator"]:
        return ""
    to = "" if line["rounding_unit"] == 1 else f" ke kelipatan {rupiah(line['rounding_unit'])}"
    way = f"dibulatkan {ROUNDING.get(line['rounding_mode'], '')}{to}".rstrip()
    return f", {way} menjadi {rupiah(line['amount'])}"


def line_title(line: Line, month: str) -> str:
    """Say what a line is about, in one phrase."""
    kind_word = LINE_KINDS.get(line["line_kind"], term(line["line_kind"]))
    what = (term(line["component"]) or kind_word).capitalize()
    aspect = "".join(f", {word}" for word in (term(line["aspect"]), line["detail"]) if word)
    kind = f" ({kind_word})" if line["component"] and line["line_kind"] != "reguler" else ""
    late = "" if line["for_month"] == month else f", untuk {month_text(line['for_month'])}"
    assumed = " [dianggap]" if line["is_assumed"] else ""
    return f"{what}{aspect}{kind}{late}{assumed}"


def _share(facts: Statement, *, on_paper: bool) -> Iterator[str]:
    if facts["month_share"]:
        yield "Mengapa bukan sebulan penuh"
    for text in together(facts["month_share"]) if on_paper else facts["month_share"]:
        yield from wrapped(f"  - {text}", "    ")


def _assumed(facts: Statement) -> Iterator[str]:
    if facts["assumptions"]:
        yield "Yang dianggap, bukan diukur"
    for text in facts["assumptions"]:
        yield from wrapped(f"  - {text}", "    ")


def _held(facts: Statement) -> Iterator[str]:
    """Tell the findings, which say what to do, else what the table holds the person for."""
    if facts["hold"]["cleared"]:
        yield "Penahanan yang dicabut"
    for text in facts["hold"]["cleared"]:
        yield from wrapped(f"  - {text}", "    ")
    if not facts["hold"]["is_held"]:
        return
    yield "Ditahan"
    for text in _messages(facts, "hold", "block") or facts["hold"]["sentences"]:
        yield from wrapped(f"  - {text}", "    ")
    for text in facts["hold"]["menders"]:
        yield from wrapped(f"  Yang dapat membereskan: {text}", "    ")
    if until := facts["hold"]["until"]:
        late = (
            "Batas itu sudah lewat dan diteruskan kepada pimpinan pemerintah daerah."
            if facts["hold"]["is_escalated"]
            else "Sesudah itu penahanan diteruskan kepada pimpinan pemerintah daerah."
        )
        yield from wrapped(f"  Paling lama sampai {date_text(dt.date.fromisoformat(until))}. {late}", "    ")
    if facts["totals"]["computed_amount"]:
        yield "  Jumlah di bawah sudah dihitung dan dibayar setelah hal ini beres."
    else:
        yield "  Jumlahnya belum dapat dihitung sampai hal ini beres."
    if any(line["line_kind"] in CUTS and not line["basis_amount"] for line in facts["lines"]):
        yield from wrapped(
            "  Potongan di atas masih Rp 0 karena besaran yang dipotong belum dapat dihitung; potongan itu "
            "dihitung kembali begitu hal ini beres.",
            "  ",
        )


def _notes(facts: Statement) -> Iterator[str]:
    told = _messages(facts, "warn", "info")
    if told:
        yield "Catatan"
    for text in told:
        yield from wrapped(f"  - {text}", "    ")


def _messages(facts: Statement, *severities: str) -> list[str]:
    told = (item["message"] for item in facts["findings"] if item["severity"] in severities)
    return list(dict.fromkeys(message for message in told if message))


def _sum(facts: Statement, *, on_paper: bool) -> Iterator[str]:
    totals = facts["totals"]
    yield SUM
    if on_paper and len(facts["lines"]) > LINES_ADDED:
        yield amount_row(f"  baris 1 sampai {len(facts['lines'])}", totals["lines_amount"])
    else:
        for number, line in enumerate(facts["lines"], 1):
            yield amount_row(f"  baris {number}", line["amount"])
    yield amount_row("  Hasil hitung", totals["computed_amount"])
    waits = facts["since"] is not None and not facts["since"]["lines"]
    yield amount_row("  Akan dibayarkan" if waits else "  Dibayarkan", totals["incentive_amount"])
    if facts["is_simulation"]:
        yield ""
        yield MARK
