"""What would change an amount ("jika ..."): the nearest next band of all that a person can do otherwise.

The difference in rupiah is told only where the lines, computed again without a change, give the same amounts.
"""

import datetime as dt
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from contracts.dates import date_text
from delivery.catalogue import Row
from delivery.formula import rounded
from delivery.recompute import Lines
from delivery.statement.facts import If, Indicator, Line
from delivery.statement.measures import UNITS
from delivery.statement.rules import RuleBook
from delivery.statement.thresholds import kept_by
from delivery.wording import decimal_text, grouped, measure_kind, term

E4 = 10_000
FULL = 100 * E4
NEAREST = 3
COUNTED = {
    "case_timeliness": "tugas lagi selesai tepat waktu",
    "complaint_timeliness": "pengaduan lagi ditindaklanjuti tepat waktu di unit ini",
    "attendance_rate": "hari lagi hadir",
    "activity_minutes": "menit aktivitas lagi disetujui",
    "quantity_quality": "kuantitas lagi disetujui",
}
MINUTES = {"late": "datang lebih awal", "early": "pulang lebih akhir"}
MISSED = {
    "absent": "hadir tepat waktu",
    "missing_in": "presensi datangnya ada dan tepat waktu",
    "missing_out": "presensi pulangnya ada",
}
Scores = dict[tuple[str | None, str], tuple[int, int]]


@dataclass(frozen=True)
class Measuring:
    """Compiled rows of a unit that say how a value becomes a score and what an event costs.

    Measures, aspects and bands are those that decide the month; `is_one` tells that the same rules decide all
    of its stretches. `events` hold between their `valid_from` and `valid_to`; on the days of `special` a kind
    of event has other rules.
    """

    measures: Mapping[tuple[str, str], Row]
    aspects: Mapping[str, Row]
    bands: Mapping[tuple[str, str], Sequence[Row]]
    events: Sequence[Row]
    settings: Mapping[str, object] = field(default_factory=dict)
    has_limits: bool = False
    is_one: bool = True
    special: Collection[tuple[dt.date, str]] = ()


def measuring(book: RuleBook, unit_id: str, lines: Sequence[Line]) -> Measuring:
    """Read the rules by which the month of someone of a unit is measured."""
    day = book.decides_on()

    def table(name: str, order: str) -> list[Row]:
        found = book.table(name, unit_id, order)
        return [row for row in found if row["valid_from"] <= day <= row["valid_to"]]

    bands: dict[tuple[str, str], list[Row]] = {}
    for row in table("policy_score_bands", "aspect, measure, score_e4, from_e4"):
        bands.setdefault((row["aspect"], row["measure"]), []).append(row)
    ways = {(book.scope(unit_id, day), day)}
    for line in lines:
        decided = book.decides_on(dt.date.fromisoformat(line["stretch_to"])) if line["stretch_to"] else day
        ways.add((book.scope(str(line["unit_id"]), decided), decided))
    return Measuring(
        measures={(row["aspect"], row["measure"]): row for row in table("policy_measures", "ordinal")},
        aspects={row["aspect"]: row for row in table("policy_aspects", "aspect")},
        bands=bands,
        events=book.table("policy_event_points", unit_id, "rule_id, minutes_from"),
        settings=book.settings(unit_id),
        has_limits=bool(table("policy_limits", "limit_id")),
        is_one=len(ways) == 1,
        special=book.special_events(unit_id),
    )


@dataclass(frozen=True)
class _Month:
    indicators: Sequence[Indicator]
    book: Measuring
    lines: Lines


def ifs_of(
    lines: Sequence[Line],
    indicators: Sequence[Indicator],
    events: Sequence[Row],
    book: Measuring,
    crossed: Sequence[Row] = (),
) -> list[If]:
    """Return thresholds crossed, one sentence for each measure, the costliest day and the nearest minutes."""
    thresholds = [told for one in crossed if (told := kept_by(one)) is not None]
    if not lines:
        return thresholds
    is_unknown = book.has_limits or not book.is_one
    month = _Month(indicators, book, Lines(lines, book.settings, has_limits=is_unknown))
    found: list[If] = []
    seen: set[tuple[str | None, str | None]] = set()
    for item in indicators:
        if (item["aspect"], item["measure"]) not in seen and item["score_e4"] is not None:
            seen.add((item["aspect"], item["measure"]))
            found += _better(item, month)
    return [*thresholds, *found, *_days(events, month)]


def _better(item: Indicator, month: _Month) -> Iterator[If]:
    place = (str(item["aspect"]), str(item["measure"]))
    measure, bands = month.book.measures.get(place), month.book.bands.get(place, ())
    score = item["score_e4"] or 0
    if measure is None or item["is_assumed"] or score >= FULL:
        return
    if measure["method"] == "map":
        higher = [band for band in bands if band["key_text"] and band["score_e4"] > score]
        if higher:
            yield _scored(f"predikat kinerja {higher[0]['key_text']}", item, higher[0]["score_e4"], month)
    elif (
        item["scale"] == "share"
        and measure_kind(item["measure"]) in COUNTED
        and item["numerator"] is not None
        and item["denominator"]
    ):
        yield from _shared(item, measure, bands, month)


def _shared(item: Indicator, measure: Row, bands: Sequence[Row], month: _Month) -> Iterator[If]:
    """One more that is in time, or as many as the next band or the target asks for."""
    numerator, denominator = item["numerator"] or 0, item["denominator"] or 1
    unit = UNITS.get(measure_kind(item["measure"]), 1)
    if measure["method"] == "bands":
        better = [band for band in bands if band["from_e4"] and band["score_e4"] > (item["score_e4"] or 0)]
        if not better:
            return
        needed = Fraction(better[0]["from_e4"] * denominator, FULL) - numerator
        more, score = math.ceil(needed / unit) * unit, int(better[0]["score_e4"])
    else:
        more = denominator - numerator if measure_kind(item["measure"]) in UNITS else unit
        value = _rounded_e4(Fraction((numerator + more) * 100, denominator), measure)
        score = min(value, FULL)
    if more <= 0 or numerator + more > denominator:
        return
    count = decimal_text(Fraction(more, unit)) or grouped(math.ceil(Fraction(more, unit)))
    kind = measure_kind(item["measure"])
    named = f"{item['unit']} lagi disetujui" if kind != item["measure"] else COUNTED[kind]
    yield _scored(f"{count} {named}", item, score, month)


def _scored(what: str, item: Indicator, score: int, month: _Month) -> If:
    change = _aspect_changes(item, score, month)
    before, after = _points(item["score_e4"] or 0), _points(score)
    return {
        "aspect": item["aspect"],
        "measure": item["measure"],
        "work_date": None,
        "sentence": f"Jika {what}: nilai {term(item['measure'])} {before} menjadi {after}",
        "amount_difference": None if change is None else month.lines.difference(scores=change),
    }


def _aspect_changes(item: Indicator, score: int, month: _Month) -> Scores | None:
    """Score of the aspect before and after, for each stretch; None where the aspect's rule is not at hand."""
    rule = month.book.aspects.get(str(item["aspect"]))
    if rule is None:
        return None
    changes: Scores = {}
    aspect = [one for one in month.indicators if one["aspect"] == item["aspect"]]
    for assignment in {one["assignment_id"] for one in aspect}:
        own = [one for one in aspect if one["assignment_id"] == assignment and one["score_e4"] is not None]
        before = _mean([(one["weight_e4"] or 0, one["score_e4"] or 0) for one in own], rule)
        other = [score if one["measure"] == item["measure"] else one["score_e4"] or 0 for one in own]
        after = _mean([(one["weight_e4"] or 0, each) for one, each in zip(own, other, strict=True)], rule)
        if before is None or after is None:
            return None
        changes[assignment, str(item["aspect"])] = (before, after)
    return changes


def _mean(weighted: Sequence[tuple[int, int]], rule: Row) -> int | None:
    weight = sum(each for each, _ in weighted)
    if not weight:
        return None
    return _rounded_e4(Fraction(sum(each * score for each, score in weighted), weight * E4), rule)


def _rounded_e4(value: Fraction, rule: Row) -> int:
    """Round as a measure or aspect does; the result x 10^4."""
    places: int = 10 ** int(rule["decimals"])
    return rounded(value * places, str(rule["rounding_mode"])) * (E4 // places)


def _days(events: Sequence[Row], month: _Month) -> list[If]:
    """Take the costliest day missed, and the late or early minutes that lie nearest to a lower band."""
    costing = [event for event in events if event["points_e4"] > 0]
    missed = [event for event in costing if event["event_kind"] in MISSED]
    found: list[If] = []
    for event in sorted(missed, key=lambda one: (-one["points_e4"], one["work_date"]))[:1]:
        day = [one for one in costing if one["work_date"] == event["work_date"]]
        sentence = f"Jika {_date(event)} {MISSED[event['event_kind']]}"
        found.append(_cheaper(sentence, [(one, 0) for one in day], month))
    minutes = [
        (minute, event, cost)
        for event in costing
        if not _is_capped(event, costing, month.book)
        for minute, cost in _lower(event, month.book)
    ]
    for minute, event, cost in sorted(minutes, key=lambda one: (one[0], one[1]["work_date"]))[:NEAREST]:
        kind, _, whole = event["event_kind"].partition(":")
        if whole:
            word = "terlambat" if kind == "late" else "pulang cepat"
            sentence = f"Jika sebulan {word} seluruhnya {minute} menit lebih sedikit"
        else:
            word = "datang {} menit lebih awal" if kind == "late" else "pulang {} menit lebih akhir"
            sentence = f"Jika {_date(event)} {word.format(minute)}"
        found.append(_cheaper(sentence, [(event, cost)], month))
    days = {event["work_date"]: event for event in costing if _is_special(event, month.book)}
    return [*found, *(_on_special_day(days[day]) for day in sorted(days)[:NEAREST])]


def _is_special(event: Row, book: Measuring) -> bool:
    return event["event_kind"] in MINUTES and (event["work_date"], event["event_kind"]) in book.special


def _on_special_day(event: Row) -> If:
    """Name a day whose minutes a special day counts in its own way; its bands are not told."""
    return {
        "aspect": None,
        "measure": "discipline_points",
        "work_date": event["work_date"].isoformat(),
        "sentence": f"Jika {_date(event)}, hari dengan aturan khusus, {MINUTES[event['event_kind']]}",
        "amount_difference": None,
    }


def _is_capped(event: Row, costing: Sequence[Row], book: Measuring) -> bool:
    """Tell whether the day cost as much as an absence: with less of one event another would cost more."""
    if not book.settings.get("day_cap"):
        return False
    day, base = event["work_date"], event["base"]
    absence = [
        band["points_e4"]
        for band in book.events
        if band["event_kind"] == "absent"
        and band["base"] == base
        and band["valid_from"] <= day <= band["valid_to"]
    ]
    spent = sum(one["points_e4"] for one in costing if one["work_date"] == day and one["base"] == base)
    return bool(absence) and spent >= sum(absence)


def _lower(event: Row, book: Measuring) -> Iterator[tuple[int, int]]:
    """Minutes that were missing to the next lower cost, and what that costs; of a day, or of a month.

    Nothing where the same minutes meet other rules too, which would change with them.
    """
    kind, _, whole = event["event_kind"].partition(":")
    bands = [
        band
        for band in book.events
        if band["event_kind"] == kind and band["valid_from"] <= event["work_date"] <= band["valid_to"]
    ]
    if kind not in MINUTES or (event["work_date"], kind) in book.special:
        return
    if any((band["aggregate"] == "month") != bool(whole) for band in bands):
        return
    now = [
        band
        for band in bands
        if (band["minutes_from"] or 0) <= event["minutes"] <= (band["minutes_to"] or event["minutes"])
    ]
    if len(now) != 1:
        return
    [band] = now
    each, minutes = band["per_minutes"], event["minutes"]
    if each is None and band["points_e4"] == event["points_e4"]:
        since = band["minutes_from"] or 1
        lower = [other["points_e4"] for other in bands if other["minutes_to"] == since - 1]
        if len(lower) <= 1:
            yield minutes - since + 1, sum(lower)
    elif each is not None and len(bands) == 1:
        started = band["per_rounding"] == "started"
        units = -(-minutes // each) if started else minutes // each
        if units and units * band["points_e4"] == event["points_e4"]:
            less = minutes - (units - 1) * each if started else minutes - units * each + 1
            yield less, (units - 1) * band["points_e4"]


def _cheaper(sentence: str, changes: Sequence[tuple[Row, int]], month: _Month) -> If:
    """Say what the amount would be if events had cost less."""
    saved = sum(event["points_e4"] - cost for event, cost in changes if event["base"] == "aspect")
    scores = _with_points(saved, month) if saved else {}
    percents = [
        (f"{event['event_kind']} {event['work_date']}", str(event["event_kind"]), event["points_e4"] - cost)
        for event, cost in changes
        if event["base"] == "total"
    ]
    if saved:
        sentence += f": potongan berkurang {_points(saved)} poin"
    elif percents:
        sentence += f": potongan berkurang {_points(sum(each for *_, each in percents))} %"
    return {
        "aspect": None,
        "measure": "discipline_points",
        "work_date": changes[0][0]["work_date"].isoformat(),
        "sentence": sentence,
        "amount_difference": None
        if scores is None
        else month.lines.difference(scores=scores, percents=percents),
    }


def _with_points(saved: int, month: _Month) -> Scores | None:
    """Scores of the aspects that count discipline points, with so many points x 10^4 less."""
    scores: Scores = {}
    for item in month.indicators:
        if item["measure"] != "discipline_points" or item["numerator"] is None:
            continue
        measure = month.book.measures.get((str(item["aspect"]), "discipline_points"))
        if measure is None or measure["method"] != "linear":
            return None
        value = _rounded_e4(Fraction(item["numerator"] - saved, item["denominator"] or 1), measure)
        change = _aspect_changes(item, min(max(FULL - value, 0), FULL), month)
        if change is None:
            return None
        scores |= change
    return scores


def _date(event: Row) -> str:
    day: dt.date = event["work_date"]
    return f"pada {date_text(day)}"


def _points(value_e4: int) -> str:
    return decimal_text(Fraction(value_e4, E4)) or str(value_e4)
