"""The part of a statement that says why: what was measured, what would change it, rules, sources."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence

from contracts.dates import date_text
from delivery.statement.facts import Decision, Evidence, If, Indicator, Post, Rule, Statement
from delivery.text_lines import wrapped
from delivery.wording import RULE_STATUS, signed, term

ROWS_SHOWN = 6


class Rules:
    """Rules in the order in which a statement first names them; each is told once, at the end."""

    def __init__(self) -> None:
        self._told: dict[str, tuple[int, Rule]] = {}

    def numbers(self, rules: Sequence[Rule]) -> str:
        """Numbers under which the rules stand, such as `1, 3`."""
        found = [
            self._told.setdefault(str(rule), (len(self._told) + 1, rule))[0]
            for rule in rules
            if rule["rule_id"] or rule["title"] or rule["citation"]
        ]
        return ", ".join(str(number) for number in dict.fromkeys(found))

    def told(self, *, on_paper: bool = False) -> Iterator[str]:
        """Return the rules in words with citation and clause; on paper by status, then by what they cite."""
        if self._told:
            yield "Aturan dalam kata-kata"
        twice = Counter(rule["rule_id"] for _, rule in self._told.values())
        of_status: dict[str, dict[str, list[str]]] = {}
        for number, rule in self._told.values():
            title = f"{number}. {rule['title'].rstrip('.')}." if rule["title"] else f"{number}."
            version = f" (versi {rule['policy_version']})" if twice[rule["rule_id"]] > 1 else ""
            source, status = _citation(rule), _status(rule)
            if not on_paper:
                yield from wrapped(f"  {title} {source} [{status}]{version}", "     ")
            of_status.setdefault(status, {}).setdefault(source + version, []).append(title)
        for status, cited in of_status.items() if on_paper else ():
            yield from wrapped(f"  {status.capitalize()}:", "  ")
            for source, titles in cited.items():
                yield from wrapped(f"  - {' '.join(titles)} {source}", "    ")


def _citation(rule: Rule) -> str:
    clause = f", {rule['clause']}" if rule["clause"] else ""
    return f"Dasar: {rule['citation']}{clause}" if rule["citation"] else "Tanpa dasar hukum"


def _status(rule: Rule) -> str:
    return RULE_STATUS.get(rule["status"] or "", rule["status"] or "status tidak diketahui")


def measured(items: Sequence[Indicator], posts: Sequence[Post], rules: Rules) -> Iterator[str]:
    """Tell each value, its score and its weight; a value of several stretches of the month once.

    Values of one measure that differ, as those of two units do, carry where they were measured.
    """
    if items:
        yield "Yang diukur"
    places = {post["assignment_id"]: post["unit_name"] or post["unit_id"] for post in posts}
    values: dict[tuple[str | None, str | None], set[str]] = {}
    for item in items:
        values.setdefault((item["aspect"], item["measure"]), set()).add(_indicator(item))
    told: set[str] = set()
    for item in items:
        text = _indicator(item)
        place = places.get(str(item["assignment_id"]))
        if place and len(values[item["aspect"], item["measure"]]) > 1:
            text = f"{place}: {text}"
        if text not in told:
            told.add(text)
            number = rules.numbers([item["rule"]])
            yield from wrapped(f"  - {text}{f' [aturan {number}]' if number else ''}", "    ")


def _indicator(item: Indicator) -> str:
    unit = f" {item['unit']}" if item["unit"] and item["numerator"] is not None else ""
    text = f"{term(item['aspect']).capitalize()}, {term(item['measure'])}: {item['value_text']}{unit}"
    text += f", nilai {item['score']}" if item["score"] is not None else ", tanpa nilai"
    if item["weight"] not in {None, "100"}:
        text += f", bobot {item['weight']} % dalam aspeknya"
    if item["evidence_count"] is not None and item["numerator"] is not None:
        text += f" (dari {item['evidence_count']} {_counted(item)})"
    return text + (" [dianggap]" if item["is_assumed"] and item["score"] is not None else "")


def _counted(item: Indicator) -> str:
    attendance = {"discipline_points", "attendance_rate", "recap_deduction"}
    counted = {"behaviour_360": "penilai", "ikm": "jawaban survei", "complaint_timeliness": "pengaduan"}
    return "hari kerja" if item["measure"] in attendance else counted.get(str(item["measure"]), "bukti")


def ifs(items: Sequence[If], facts: Statement, *, on_paper: bool = False) -> Iterator[str]:
    """Tell what would change the amount, and (not on paper) the command that tries it."""
    if not items:
        return
    yield "Yang akan mengubahnya"
    for item in items:
        change = item["amount_difference"]
        if change is None:
            effect = "" if on_paper else " (selisihnya: lihat perintah di bawah)"
        else:
            effect = f", {signed(change)}" if change else ", jumlahnya tetap"
        yield from wrapped(f"  - {item['sentence']}{effect}", "    ")
    if on_paper:
        return
    command = f"kinerja whatif {facts['employee']['employee_id']} {facts['month']}"
    yield f"  Coba sendiri: {command}"
    yield "  (dengan --present N, --late N, --tasks N, --rating PREDIKAT, --answered N, --ikm NILAI, atau"
    yield "  --leave JENIS=HARI)"


def sources(items: Sequence[Evidence], most: int = ROWS_SHOWN, *, on_paper: bool = False) -> Iterator[str]:
    """Tell the rows by file, so many of each; a row behind several lines stands once."""
    files: dict[tuple[str, str | None], dict[int | None, Evidence]] = {}
    for item in items:
        files.setdefault((item["record_type"], item["path"]), {}).setdefault(item["row_no"], item)
    if files:
        yield "Asal data (berkas dan nomor baris)"
    for (record_type, path), found in files.items():
        yield from wrapped(f"  - {term(record_type).capitalize()}, {path or 'berkas tidak dikenal'}", "    ")
        alike: dict[str | None, list[Evidence]] = {}
        for item in found.values():
            alike.setdefault(item["what"], []).append(item)
        shown = list(alike.values())[:most]
        for same in shown:
            yield from wrapped(f"      {_place(same)}: {same[0]['what']}", "        ")
        if rest := len(found) - sum(map(len, shown)):
            where = "; daftar lengkapnya pada pengelola aplikasi" if on_paper else " (semuanya dengan --json)"
            yield f"      dan {rest} baris lain{where}"


def _place(same: Sequence[Evidence]) -> str:
    """Say where rows that say the same stand; citizens and raters are a count."""
    numbers = [str(item["row_no"]) for item in same if item["row_no"] is not None]
    return f"baris {', '.join(numbers)}" if numbers else f"{same[0]['quantity']} baris"


def _since(decision: Decision) -> str:
    if decision["told_by"] == "rincian" and decision["told_on"]:
        return f"sesudah rincian disampaikan ({date_text(dt.date.fromisoformat(decision['told_on']))})"
    return "sesudah dirilis"


def decided(decision: Decision | None, rules: Rules) -> Iterator[str]:
    """Tell who decides and until when to object."""
    if decision is None:
        return
    yield "Keputusan dan keberatan"
    yield f"  Jumlah ini ditetapkan oleh {decision['decided_by']}."
    days_word = "hari kerja" if decision["objection_count"] == "workdays" else "hari"
    if decision["objection_days"] is not None:
        text = f"Keberatan diajukan paling lambat {decision['objection_days']} {days_word} {_since(decision)}"
        if decision["objection_until"]:
            text += f", yaitu sampai {date_text(dt.date.fromisoformat(decision['objection_until']))}"
        elif decision["released_on"] is None:
            text += "; tanggalnya diketahui begitu bulan ini dirilis"
        number = rules.numbers([decision["rule"]]) if decision["rule"] else ""
        yield from wrapped(f"  {text}.{f' [aturan {number}]' if number else ''}", "  ")
        yield "  Sebutkan kode baris yang dipersoalkan dan alasannya."
