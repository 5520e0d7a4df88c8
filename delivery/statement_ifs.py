"""What would change an amount ("jika ..."): the nearest next band of all that a person can do otherwise.

The difference in rupiah is told only where the lines, computed again without a change, give the same amounts.
"""

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import duckdb

from contracts.dates import date_text
from delivery.catalogue import Row, rows
from delivery.formula import rounded
from delivery.recompute import Lines
from delivery.statement_facts import If, Indicator, Line
from delivery.wording import decimal_text, grouped, term

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
MISSED = {
    "absent": "hadir tepat waktu",
    "missing_in": "presensi datangnya ada dan tepat waktu",
    "missing_out": "presensi pulangnya ada",
}
Scores = dict[tuple[str | None, str], tuple[int, int]]


@dataclass(frozen=True)
class Rulebook:
    """Compiled rows of the office that say how a value becomes a score and what an event costs."""

    measures: Mapping[tuple[str, str], Row]
    aspects: Mapping[str, Row]
    bands: Mapping[tuple[str, str], Sequence[Row]]
    events: Sequence[Row]
    settings: Mapping[str, object] = field(default_factory=dict)
    has_limits: bool = False


def rulebook(
    connection: duckdb.DuckDBPyConnection, key: Sequence[object], settings: Mapping[str, object]
) -> Rulebook:
    """Read the rules in force at the end of the month for everybody of the office."""

    def table(name: str, order: str) -> list[Row]:
        return rows(
            connection,
            f"select * from compiled.{name} where agency_id = ? and month = ? and scope_id = '*' "  # noqa: S608 - names of this file
            f"and last_day(cast(month || '-01' as date)) between valid_from and valid_to order by {order}",
            key[:2],
        )

    bands: dict[tuple[str, str], list[Row]] = {}
    for row in table("policy_score_bands", "aspect, measure, score_e4, from_e4"):
        bands.setdefault((row["aspect"], row["measure"]), []).append(row)
    return Rulebook(
        measures={(row["aspect"], row["measure"]): row for row in table("policy_measures", "ordinal")},
        aspects={row["aspect"]: row for row in table("policy_aspects", "aspect")},
        bands=bands,
        events=table("policy_event_points", "rule_id, minutes_from"),
        settings=settings,
        has_limits=bool(table("policy_limits", "limit_id")),
    )


@dataclass(frozen=True)
class _Month:
    indicators: Sequence[Indicator]
    book: Rulebook
    lines: Lines


def ifs_of(
    lines: Sequence[Line], indicators: Sequence[Indicator], events: Sequence[Row], book: Rulebook
) -> list[If]:
    """Return at most one sentence for each measure, the costliest day and the nearest minutes."""
    month = _Month(indicators, book, Lines(lines, book.settings, has_limits=book.has_limits))
    found: list[If] = []
    seen: set[tuple[str | None, str | None]] = set()
    for item in indicators:
        if (item["aspect"], item["measure"]) not in seen and item["score_e4"] is not None:
            seen.add((item["aspect"], item["measure"]))
            found += _better(item, month)
    return found + _days(events, month)


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
    elif item["scale"] == "share" and item["numerator"] is not None and item["denominator"]:
        yield from _shared(item, measure, bands, month)


def _shared(item: Indicator, measure: Row, bands: Sequence[Row], month: _Month) -> Iterator[If]:
    """One more that is in time, or as many as the next band or the target asks for."""
    numerator, denominator = item["numerator"] or 0, item["denominator"] or 1
    unit = E4 if item["measure"] in {"activity_minutes", "quantity_quality"} else 1
    if measure["method"] == "bands":
        better = [band for band in bands if band["from_e4"] and band["score_e4"] > (item["score_e4"] or 0)]
        if not better:
            return
        needed = Fraction(better[0]["from_e4"] * denominator, FULL) - numerator
        more, score = math.ceil(needed / unit) * unit, int(better[0]["score_e4"])
    else:
        more = denominator - numerator if unit == E4 else unit
        value = _rounded_e4(Fraction((numerator + more) * 100, denominator), measure)
        score = min(value, FULL)
    if more <= 0 or numerator + more > denominator:
        return
    count = decimal_text(Fraction(more, unit)) or grouped(math.ceil(Fraction(more, unit)))
    yield _scored(f"{count} {COUNTED.get(str(item['measure']), term(item['measure']))}", item, score, month)


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
    minutes = [(minute, event, cost) for event in costing for minute, cost in _lower(event, month.book)]
    for minute, event, cost in sorted(minutes, key=lambda one: (one[0], one[1]["work_date"]))[:NEAREST]:
        word = (
            "datang {} menit lebih awal" if event["event_kind"] == "late" else "pulang {} menit lebih akhir"
        )
        found.append(_cheaper(f"Jika {_date(event)} {word.format(minute)}", [(event, cost)], month))
    return found


def _lower(event: Row, book: Rulebook) -> Iterator[tuple[int, int]]:
    """Minutes that were missing to the next lower band, and what that costs."""
    bands = [
        band
        for band in book.events
        if band["event_kind"] == event["event_kind"]
        and band["base"] == event["base"]
        and band["minutes_from"]
    ]
    now = [
        band
        for band in bands
        if band["minutes_from"] <= event["minutes"] <= (band["minutes_to"] or event["minutes"])
    ]
    is_plain = all(band["per_minutes"] is None and band["aggregate"] != "month" for band in bands)
    if event["event_kind"] not in {"late", "early"} or len(now) != 1 or not is_plain:
        return
    [band] = now
    if band["points_e4"] == event["points_e4"]:
        lower = [other["points_e4"] for other in bands if other["minutes_to"] == band["minutes_from"] - 1]
        yield event["minutes"] - band["minutes_from"] + 1, lower[0] if lower else 0


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
