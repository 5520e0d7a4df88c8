"""The days of a statement that were not ordinary, and what each cost."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from contracts.dates import date_text
from delivery.statement.facts import Day, Event
from delivery.statement.why import Rules
from delivery.text_lines import together, wrapped
from delivery.wording import term

DAY_STATUS = {
    "absent": "tidak masuk tanpa keterangan",
    "missing_in": "tidak ada presensi datang",
    "missing_out": "tidak ada presensi pulang",
    "no_evidence": "tidak dihitung: tak seorang pun di unit tercatat hari itu",
    "leave": "cuti atau tugas",
    "outage": "tidak ada presensi",
}


def days(items: Sequence[Day], rules: Rules, *, on_paper: bool = False) -> Iterator[str]:
    """Tell the days that were not ordinary, days of one leave together; on paper those alike too."""
    alike = _alike(items, rules) if on_paper else {}
    told = [
        f"{what} {len(found)} hari{f'{cost} tiap hari' if cost else ''}{by}: "
        f"tanggal {', '.join(found.values())}"
        for (what, cost, by), found in alike.items()
    ]
    together_on = {on for found in alike.values() for on in found}
    rest = (
        text for text in _spells([day for day in items if day["work_date"] not in together_on], rules) if text
    )
    told += together(rest) if on_paper else rest
    if told:
        yield "Hari yang dihitung"
    for text in told:
        yield from wrapped(f"  - {text}", "    ")


def _alike(items: Sequence[Day], rules: Rules) -> Mapping[tuple[str, str, str], Mapping[str, str]]:
    """Days on which only minutes were missed, by what they cost where that is so of more than one.

    Gives for each such kind, cost and rules the days (ISO) with the words of each.
    """
    found: dict[tuple[str, str, str], dict[str, str]] = {}
    for day in items:
        late, early = day["late_minutes"], day["early_minutes"]
        if len(_facts(day)) != 1 or not (late or early):
            continue
        what = "Terlambat" if late else "Pulang cepat"
        at = f"datang {_clock(day['arrived_at'])}" if late else f"pulang {_clock(day['left_at'])}"
        words = f"{_on(day).day} ({late or early} menit, {at})"
        found.setdefault((what, *_cost(day, rules)), {})[day["work_date"]] = words
    return {key: of_key for key, of_key in found.items() if len(of_key) > 1}


def _spells(items: Sequence[Day], rules: Rules) -> Iterator[str]:
    """Days of leave in a row are one line; every other day is its own."""
    away: list[Day] = []
    for day in [*items, None]:
        if day is not None and _is_plain_leave(day):
            away.append(day)
            continue
        if away:
            first, last = (date_text(_on(one)) for one in (away[0], away[-1]))
            span = first if first == last else f"{first} sampai {last} ({len(away)} hari kerja)"
            yield f"{span}: {DAY_STATUS['leave']}"
            away = []
        if day is not None:
            yield _day(day, rules)


def _is_plain_leave(day: Day) -> bool:
    return day["day_status"] == "leave" and not any(event["cost"] != "0" for event in day["events"])


def _on(day: Day) -> dt.date:
    return dt.date.fromisoformat(day["work_date"])


def _day(day: Day, rules: Rules) -> str:
    """Say what a day cost; an ordinary day has nothing to say."""
    facts = _facts(day)
    return f"{date_text(_on(day))}: {', '.join(facts)}{''.join(_cost(day, rules))}" if facts else ""


def _facts(day: Day) -> list[str]:
    """Return what was not ordinary, each thing once."""
    status = day["day_status"] or ""
    facts = [DAY_STATUS[status]] if status in DAY_STATUS else []
    if day["late_minutes"]:
        facts.append(f"terlambat {day['late_minutes']} menit{_at('datang', day['arrived_at'])}")
    if day["early_minutes"]:
        facts.append(f"pulang cepat {day['early_minutes']} menit{_at('pulang', day['left_at'])}")
    facts += [word for event in day["events"] if (word := _other(event))]
    if day.get("outage"):
        facts.append(f"gangguan presensi yang disetujui ({day['outage']}) tidak mengurangi TPP")
    return list(dict.fromkeys(facts))


def _cost(day: Day, rules: Rules) -> tuple[str, str]:
    """Return what the day took away, and by which rules."""
    cost = [f"{day['points']} poin"] if day["points"] not in {None, "0"} else []
    cost += [f"{day['total_pct']} % dari seluruhnya"] if day["total_pct"] not in {None, "0"} else []
    free = "; tidak dipotong" if day["events"] and not cost else ""
    redeemed = " (ditebus dengan pulang lebih akhir)" if any(e["is_redeemed"] for e in day["events"]) else ""
    number = rules.numbers([event["rule"] for event in day["events"] if event["rule"]])
    by = f" [aturan {number}]" if number else ""
    return f"; dikurangi {' dan '.join(cost)}" if cost else free, f"{redeemed}{by}"


def _other(event: Event) -> str:
    """Say what the day's status and minutes do not tell."""
    if event["event_kind"] == "muster":
        return term("muster")
    if event["event_kind"] == "short_minutes":
        return f"kurang jam kerja {event['minutes']} menit"
    if event["event_kind"].endswith(":month"):
        return f"{term(event['event_kind'].partition(':')[0])} {event['minutes']} menit sebulan"
    return ""


def _at(word: str, at: str | None) -> str:
    return f" ({word} {_clock(at)})" if at else ""


def _clock(at: str | None) -> str:
    return f"{dt.datetime.fromisoformat(at):%H.%M}" if at else "tanpa presensi"
