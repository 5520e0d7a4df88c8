"""One person's running month: what is lost, what can still be earned and how, and what it comes to."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence

from contracts.home import Home
from contracts.standing import PAYABLE
from delivery.catalogue import Row, open_marts, rows
from delivery.errors import UnknownEmployeeError
from delivery.interim.attention import reached_by
from delivery.interim.facts import SCHEMA_VERSION, LineOutlook, Lost, PersonReview, ScoreSoFar
from delivery.interim.outlook import Outlook
from delivery.interim.ways import excuses, ways
from delivery.reason_texts import hold_sentences
from delivery.recompute import FULL_E4, Lines
from delivery.statement.facts import Day, Line
from delivery.statement.ifs import measuring
from delivery.statement.measures import days_of, events_of
from delivery.statement.rules import RuleBook
from delivery.statement.text import line_title
from delivery.statement.thresholds import crossed_by, threshold_text
from delivery.wording import term

Outlooks = Callable[[Sequence[str]], tuple[Outlook, Outlook, Outlook]]
# Holds that only say that a part is not known yet, which a running month always says.
NOT_YET = ("indikator_belum_ada", "semua_indikator_kosong")


def person_review(
    aside: Home, employee_id: str, month: str, until: dt.date, outlooks: Outlooks
) -> PersonReview:
    """Explain a review.

    `outlooks` of (agency, month, employee) are the month so far, at its best end, and if it goes on alike.
    Raises UnknownEmployeeError where the person is not in the review.
    """
    with open_marts(aside, month) as connection:
        found = rows(
            connection,
            "select * from marts.monthly_incentives where month = ? and employee_id = ?",
            [month, employee_id],
        )
        if len(found) != 1:
            raise UnknownEmployeeError(
                f"NIP {employee_id} tidak ada dalam tinjauan {month}; periksa NIP (18 angka)."
            )
        person = found[0]
        key = [str(person["agency_id"]), month, employee_id]
        so_far, best, alike = outlooks(key)
        book = RuleBook(connection, key)
        rules = measuring(book, str(person["unit_id"]), best.lines)
        computed = Lines(best.lines, rules.settings, has_limits=rules.has_limits or not rules.is_one)
        judged = days_of(connection, key, events_of(connection, key), book)
        days = [day for day in judged if _cost(day)]
        crossed = crossed_by(connection, key, {"threshold_outcomes"})
        reached = reached_by(connection, month, employee_id)
    return {
        "schema_version": SCHEMA_VERSION,
        "agency_id": key[0],
        "month": month,
        "until": until.isoformat(),
        "is_simulation": any(line["rule"]["status"] not in PAYABLE for line in best.lines),
        "employee": {
            "employee_id": employee_id,
            "name": person["name"],
            "unit_id": person["unit_id"],
            "unit_name": person["unit_name"],
            "post_name": person["post_name"],
        },
        "days_counted": so_far.days["counted"],
        "days_of_month": so_far.days["whole"],
        "days_ahead": so_far.days["ahead"],
        "leave_days_ahead": so_far.days["leave_ahead"],
        "scores": _scores(so_far, best, alike),
        "days": days,
        "lost": [*_lost(best.lines, computed)],
        "below": [*(threshold_text(one) for one in crossed), *reached],
        "ways": [*ways(so_far, best, until, rules.measures), *excuses(days)],
        "lines": _lines(best.lines, alike.lines, month),
        "alike_amount": sum(line["amount"] for line in alike.lines),
        "best_amount": sum(line["amount"] for line in best.lines),
        "not_known": _not_known(best, alike),
        "holds": _holds(person),
    }


def _scores(so_far: Outlook, best: Outlook, alike: Outlook) -> list[ScoreSoFar]:
    ends = [
        {(item["assignment_id"], item["aspect"], item["measure"]): item["score"] for item in end.indicators}
        for end in (alike, best)
    ]
    told: list[ScoreSoFar] = []
    for item in so_far.indicators:
        place = (item["assignment_id"], item["aspect"], item["measure"])
        score: ScoreSoFar = {
            "aspect": str(item["aspect"]),
            "measure": str(item["measure"]),
            "value_text": item["value_text"],
            "score": item["score"],
            "alike_score": ends[0].get(place),
            "best_score": ends[1].get(place),
            "is_assumed": item["is_assumed"] and item["score"] is not None,
        }
        if score not in told:
            told.append(score)
    return told


def _cost(day: Day) -> bool:
    return day["points"] not in {None, "0"} or day["total_pct"] not in {None, "0"}


def _lost(lines: Sequence[Line], computed: Lines) -> Iterator[Lost]:
    """Tell what the best end lacks: by aspect, then each cut from the whole."""
    scores: dict[str, dict[tuple[str | None, str], tuple[int, int]]] = {}
    for line in lines:
        for factor in line["factors"]:
            if factor["aspect"] and factor["score_e4"] is not None and factor["score_e4"] < FULL_E4:
                place = (line["assignment_id"], factor["aspect"])
                scores.setdefault(factor["aspect"], {})[place] = (factor["score_e4"], FULL_E4)
    for aspect, change in scores.items():
        amount = computed.difference(scores=change)
        yield {"sentence": f"Nilai {term(aspect)} tidak dapat lagi mencapai 100", "amount": amount}
    for line in lines:
        if line["line_kind"] in {"potongan", "sanksi"} and line["amount"]:
            what = f"{term(line['line_kind']).capitalize()}: {line['detail'] or line['rule']['title']}"
            yield {"sentence": what, "amount": -line["amount"]}


def _lines(best: Sequence[Line], alike: Sequence[Line], month: str) -> list[LineOutlook]:
    titles: dict[str, str] = {}
    amounts: tuple[dict[str, int], dict[str, int]] = ({}, {})
    for side, lines in zip(amounts, (best, alike), strict=True):
        for line in lines:
            titles.setdefault(line["line_id"], line_title(line, month).removesuffix(" [dianggap]"))
            side[line["line_id"]] = line["amount"]
    return [
        {"title": title, "alike_amount": amounts[1].get(key, 0), "best_amount": amounts[0].get(key, 0)}
        for key, title in titles.items()
    ]


def _not_known(best: Outlook, alike: Outlook) -> list[str]:
    """Say which values no amount holds, or only the best."""
    unknown = [
        {(item["aspect"], item["measure"]) for item in end.indicators if item["score_e4"] is None}
        for end in (best, alike)
    ]
    return [
        f"Nilai {term(aspect)} ({term(measure)}) belum ada"
        + ("" if (aspect, measure) in unknown[0] else ", jadi tidak ada dalam `bila terus begini`")
        for aspect, measure in sorted(unknown[0] | unknown[1], key=str)
    ]


def _holds(person: Row) -> list[str]:
    codes = [code for code in str(person["hold_reason"] or "").split(";") if code]
    return hold_sentences(";".join(code for code in codes if not code.startswith(NOT_YET)))
